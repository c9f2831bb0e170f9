import { describe, expect, it } from 'vitest';
import { goldenSettingSchema, placeOfExpected } from './golden-setting.ts';

const hits = ['https://site.gov/', 'https://docs.site.gov/hours?day=1', 'https://site.gov/hours', 'no-url'];

describe('the place of the page that a golden query expects', () => {
  it.each<[expected: string, place: number | null]>([
    ['https://site.gov/hours', 3],
    ['HTTPS://Site.GOV:443/hours#today', 3],
    ['/hours', 3],
    ['/hours?day=1', 2],
    ['/%68ours', 3],
    ['/', 1],
    ['no-url', 4],
    ['http://site.gov/hours', null],
    ['/hour', null],
  ])('%s is %j', (expected, place) => {
    expect(placeOfExpected(expected, hits)).toBe(place);
  });
});

describe('a golden query', () => {
  const wanted = { query: 'opening hours', expected: '/hours', top: 3 };

  it('is among the first ten when it does not say', () => {
    const { top, ...rest } = goldenSettingSchema.parse(wanted);
    expect(top).toBe(3);
    expect(goldenSettingSchema.parse(rest)).toEqual({ ...wanted, top: 10 });
  });

  it.each([
    [{ query: ' ' }],
    [{ query: 'x'.repeat(201) }],
    [{ expected: 'hours' }],
    [{ expected: '//site.gov/hours' }],
    [{ expected: 'ftp://site.gov/' }],
    [{ expected: `/${'x'.repeat(2048)}` }],
    [{ top: 0 }],
    [{ top: 101 }],
    [{ score: 1 }],
  ])('is refused with %j', (changes) => {
    expect(goldenSettingSchema.safeParse({ ...wanted, ...changes }).success).toBe(false);
  });
});
