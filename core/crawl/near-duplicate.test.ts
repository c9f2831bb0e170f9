import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Fingerprint,
  LEAST_WORDS,
  NEAR_BITS,
  distance,
  fingerprint,
  fingerprintText,
  isNear,
  parseFingerprint,
} from './near-duplicate.ts';
import { NearDuplicateIndex } from './near-duplicate-index.ts';
import { endOfWord, startOfWord } from './word-bounds.ts';

/** A text of so many words, other for each seed. */
function prose(words: number, seed: number): string[] {
  let state = seed;
  return Array.from({ length: words }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `w${(state >>> 8) % 3000}`;
  });
}

const words = fc.array(fc.constantFrom('the', 'budget', 'of', 'a', 'city', 'road', 'water', '2026'), {
  minLength: 0,
  maxLength: 200,
});
const bits = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyFingerprint: fc.Arbitrary<Fingerprint> = fc.record({ high: bits, low: bits });

describe('the fingerprint of a text', () => {
  it.each([
    ['no text', '', 'e3b0c44298fc1c14'],
    ['a short one', 'opening hours', 'e397731993415212'],
    ['a long one', prose(500, 1).join(' '), 'a52833c40fc70560'],
    ['another', prose(500, 2).join(' '), '3ccdf0f0239c9f45'],
    ['one without spaces', `${'日本語のページ'.repeat(30)}終`, '41067eba1a90413e'],
  ])('is the same for ever: of %s', (_, text, expected) => {
    expect(fingerprintText(fingerprint(text))).toBe(expected);
  });

  it('is that of its words: neither case nor space nor punctuation of ASCII change it', () => {
    const text = prose(200, 3);
    const first = fingerprint(text.join(' '));
    expect(fingerprint(text.join('\n\n'))).toEqual(first);
    expect(fingerprint(`«${text.join(', ')}».`)).toEqual(first);
    expect(fingerprint(text.join(' ').toUpperCase())).toEqual(first);
  });

  it('is near to that of a text with one word in five hundred changed, for three of four texts', () => {
    const near = Array.from({ length: 100 }, (_, seed) => {
      const text = prose(1000, seed);
      const edited = text.with(200, 'edited').with(700, 'again');
      return isNear(fingerprint(text.join(' ')), fingerprint(edited.join(' ')));
    });
    expect(near.filter(Boolean).length).toBeGreaterThanOrEqual(75);
  });

  it('is far from that of another text', () => {
    const prints = Array.from({ length: 200 }, (_, seed) => fingerprint(prose(300, seed).join(' ')));
    const distances = prints.flatMap((a, n) => prints.slice(n + 1).map((b) => distance(a, b)));
    expect(Math.min(...distances)).toBeGreaterThan(NEAR_BITS * 2);
  });

  it('changes with the order of the words', () => {
    const text = prose(300, 4);
    expect(isNear(fingerprint(text.join(' ')), fingerprint(text.toReversed().join(' ')))).toBe(false);
  });

  it('of a text of few words is near to no other, however like they are', () => {
    const few = (word: string) => [...prose(LEAST_WORDS - 2, 5), word].join(' ');
    const prints = ['May', 'June', 'July', 'may'].map((word) => fingerprint(few(word)));
    prints.forEach((a, n) => {
      prints.forEach((b, m) => expect(isNear(a, b)).toBe(n === m));
    });
    expect(fingerprint(few('May'))).toEqual(prints[0]);
  });

  it('of a text in a script without spaces is taken by characters, of which it has many', () => {
    const text = prose(40, 6)
      .map((word) => `第${word.slice(1)}条は次のとおり定める`)
      .join('。');
    expect(isNear(fingerprint(text), fingerprint(text.replace('次', '左')))).toBe(true);
  });

  it('can be had of anything, and is 64 bits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const print = fingerprint(text);
        expect(parseFingerprint(fingerprintText(print))).toEqual(print);
        expect(fingerprint(text)).toEqual(print);
      }),
    );
  });

  it('is not changed by what comes behind a book', () => {
    const book = prose(20_000, 7).join(' ');
    expect(fingerprint(`${book} and more`)).toEqual(fingerprint(book));
  });

  it.each(['', '0', 'g'.repeat(16), 'A'.repeat(16), '0'.repeat(17)])('is not read from "%s"', (text) => {
    expect(parseFingerprint(text)).toBeUndefined();
  });
});

describe('the distance', () => {
  it('counts bits', () => {
    fc.assert(
      fc.property(anyFingerprint, anyFingerprint, (a, b) => {
        const binary = ({ high, low }: Fingerprint) =>
          high.toString(2).padStart(32, '0') + low.toString(2).padStart(32, '0');
        const [one, other] = [binary(a), binary(b)];
        const differ = Array.from({ length: 64 }, (_, n) => n).filter((n) => one[n] !== other[n]);
        expect(distance(a, b)).toBe(differ.length);
        expect(distance(b, a)).toBe(distance(a, b));
        expect(distance(a, a)).toBe(0);
      }),
    );
  });
});

describe('words', () => {
  const all = (text: string): string[] => {
    const found: string[] = [];
    for (let at = startOfWord(text, 0); at < text.length; at = startOfWord(text, endOfWord(text, at)))
      found.push(text.slice(at, endOfWord(text, at)));
    return found;
  };

  it.each([
    ['The  budget, 2026!', ['The', 'budget', '2026']],
    ['l’été à Zürich – 5º', ['l', 'été', 'à', 'Zürich', '5º']],
    ['東京2026年', ['東', '京', '2026', '年']],
    ['「はい」、', ['は', 'い']],
    ['бюджет; города', ['бюджет', 'города']],
    ['  \n\t', []],
    ['', []],
  ])('of "%s"', (text, expected) => {
    expect(all(text)).toEqual(expected);
  });

  it('are what is left of a text without what is between them', () => {
    fc.assert(
      fc.property(words, (list) => {
        expect(all(list.join(' — '))).toEqual(list);
      }),
    );
  });
});

describe('an index of fingerprints', () => {
  const flipped = ({ high, low }: Fingerprint, flips: readonly number[]): Fingerprint =>
    flips.reduce(
      (print, bit) =>
        bit < 32
          ? { high: (print.high ^ (1 << bit)) >>> 0, low: print.low }
          : { high: print.high, low: (print.low ^ (1 << (bit - 32))) >>> 0 },
      { high, low },
    );

  it('finds what comparing all would find', () => {
    const near = fc
      .tuple(anyFingerprint, fc.array(fc.array(fc.nat(63), { maxLength: 5 }), { maxLength: 40 }))
      .map(([print, flips]) => [print].concat(flips.map((bits) => flipped(print, bits))));
    fc.assert(
      fc.property(
        near,
        fc.array(anyFingerprint, { maxLength: 20 }),
        anyFingerprint,
        (alike, others, wanted) => {
          const index = new NearDuplicateIndex(1000);
          const all = [...alike, ...others];
          for (const print of all) index.add(print);
          for (const asked of [...alike, wanted]) {
            const expected = all.flatMap((print, number) => (isNear(print, asked) ? [number] : []));
            expect(index.near(asked, 1000)).toEqual(expected);
            expect(index.near(asked, 2)).toEqual(expected.slice(0, 2));
            const [first = -1, ...others] = expected;
            const any = index.anyNear(asked, first);
            expect(any === undefined ? others.length === 0 : others.includes(any)).toBe(true);
          }
        },
      ),
    );
  });

  it('grows up to its capacity, and finds what it keeps', () => {
    const index = new NearDuplicateIndex(3000);
    const prints = Array.from({ length: 3001 }, (_, n) => fingerprint(prose(LEAST_WORDS, n).join(' ')));
    expect(prints.map((print) => index.add(print))).toEqual([...Array(3000).keys(), undefined]);
    expect(index.size).toBe(3000);
    prints.slice(0, 3000).forEach((print, n) => expect(index.near(print, 1)).toEqual([n]));
  });

  it('looks at some of those that somebody made alike, and not at all', () => {
    const index = new NearDuplicateIndex(100_000);
    for (let n = 0; n < 100_000; n += 1)
      index.add({ high: 0xabcd_0000 + (n % 65_536), low: Math.imul(n, 2_654_435_761) >>> 0 });
    const last = { high: 0xabcd_0000 + (99_999 % 65_536), low: Math.imul(99_999, 2_654_435_761) >>> 0 };
    expect(index.near(last, 10)).toContain(99_999);
  });
});
