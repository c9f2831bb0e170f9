import { expect, it } from 'vitest';
import { asksOtherwise, validatorsIn } from './validators.ts';

it('validators are kept as they are, but for those that are too long', () => {
  const headers = {
    etag: '"1"',
    'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
    'x-robots-tag': 'noarchive',
  };
  expect(validatorsIn(headers)).toEqual({
    etag: '"1"',
    last_modified: 'Thu, 01 Jan 2026 00:00:00 GMT',
    robots_tag: 'noarchive',
  });
  expect(validatorsIn({ etag: 'x'.repeat(501) })).toEqual({ etag: '', last_modified: '', robots_tag: '' });
});

it.each([
  ['the same', 'noindex', 'noindex', false],
  ['another', 'noindex', 'noarchive', true],
  ['one where there was none', 'noindex', '', true],
  ['none', undefined, 'noindex', false],
])('a 304 with %s of X-Robots-Tag', (_, tag, robots_tag, otherwise) => {
  const headers = tag === undefined ? {} : { 'x-robots-tag': tag };
  expect(asksOtherwise(headers, { robots_tag })).toBe(otherwise);
});

it('two long ones that begin alike are taken for the same', () => {
  const long = { 'x-robots-tag': `a: noarchive\n${'x'.repeat(600)}` };
  expect(asksOtherwise(long, { robots_tag: validatorsIn(long).robots_tag })).toBe(false);
});
