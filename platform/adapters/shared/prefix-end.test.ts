import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { prefixEnd } from './prefix-end.ts';

const utf8 = fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => text.isWellFormed());
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('in the byte order of UTF-8, what begins with a prefix lies before its end, and what lies between begins with it', () => {
  fc.assert(
    fc.property(utf8, utf8, (prefix, text) => {
      const end = prefixEnd(prefix);
      for (const one of [text, prefix + text]) {
        const is_between = compare(one, prefix) >= 0 && (end === undefined || compare(one, end) < 0);
        expect(is_between).toBe(one.startsWith(prefix));
      }
    }),
    { numRuns: 2000 },
  );
});

test('the end skips surrogates and carries over the last code point', () => {
  expect(prefixEnd('a')).toBe('b');
  expect(prefixEnd('a\ud7ff')).toBe('a\ue000');
  expect(prefixEnd('a\u{10ffff}')).toBe('b');
  expect(prefixEnd('\u{10ffff}')).toBeUndefined();
  expect(prefixEnd('')).toBeUndefined();
});
