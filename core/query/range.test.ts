import { describe, expect, it } from 'vitest';
import { rangeOf } from './range.ts';

/** Those of some values that are in a range. */
function inRange(text: string, ...values: readonly string[]): string[] {
  const range = rangeOf(text);
  if (range === undefined) throw new Error(`${text} is no range`);
  return values.filter((value) => range.has(value));
}

describe('a range of numbers', () => {
  const values = ['-1', '0', '9.5', '10', '1e1', ' 10 ', '20', '21', '', 'ten', '10 €'];
  it.each([
    ['10..20', ['10', '1e1', ' 10 ', '20']],
    ['..0', ['-1', '0']],
    ['20..', ['20', '21']],
    ['>20', ['21']],
    ['>=20', ['20', '21']],
    ['<0', ['-1']],
    ['<=-1', ['-1']],
    ['-1..0', ['-1', '0']],
    ['20..10', []],
  ])('%s', (text, found) => {
    expect(inRange(text, ...values)).toEqual(found);
  });
});

describe('a range of dates', () => {
  const values = [
    '2023-12-31',
    '2024',
    '2024-01',
    '2024-03-31T23:59:59Z',
    '2024-04-01',
    '2025-01-01',
    'soon',
    '2024-02-30',
  ];
  it.each([
    ['2024-01..2024-03', ['2024', '2024-01', '2024-03-31T23:59:59Z']],
    ['2024-03-31..2024-04-01', ['2024-03-31T23:59:59Z', '2024-04-01']],
    ['>2024-03', ['2024-04-01', '2025-01-01']],
    ['>=2024-03', ['2024-03-31T23:59:59Z', '2024-04-01', '2025-01-01']],
    ['<2024-03', ['2023-12-31', '2024', '2024-01']],
    ['<=2024-03', ['2023-12-31', '2024', '2024-01', '2024-03-31T23:59:59Z']],
    ['>2024', ['2025-01-01']],
    ['2024..2024', ['2024', '2024-01', '2024-03-31T23:59:59Z', '2024-04-01']],
  ])('%s', (text, found) => {
    expect(inRange(text, ...values)).toEqual(found);
  });

  it('takes a year for a number where values are', () => {
    expect(inRange('2020..2024', '2019', '2022', '2024.5', '2023-07')).toEqual(['2022', '2023-07']);
  });
});

it('tells which end is open', () => {
  const open = ['10..20', '>1', '>=1', '1..', '<1', '..1'].map((text) => rangeOf(text)?.open);
  expect(open).toEqual([undefined, 'above', 'above', 'above', 'below', 'below']);
});

it.each([
  '',
  '..',
  '10',
  'a..b',
  '10..b',
  '10..2024-03',
  '1..2..3',
  '>',
  '>=',
  '>red',
  '2024-02-30..',
  'Infinity..',
])('there is none that is %j', (text) => {
  expect(rangeOf(text)).toBeUndefined();
});
