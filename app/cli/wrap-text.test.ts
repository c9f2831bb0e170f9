import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapText } from './wrap-text.ts';

describe('wrapped text', () => {
  it('is broken between words', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('a sesquipedalian word', 6)).toEqual(['a', 'sesquipedalian', 'word']);
    expect(wrapText('', 6)).toEqual(['']);
  });

  it('has all words in their order, and no line too long but for one word', () => {
    const words = fc.array(fc.stringMatching(/^\S{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (all, width) => {
        const lines = wrapText(all.join(' '), width);
        expect(lines.join(' ').split(' ')).toEqual(all.join(' ').split(' '));
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });
});
