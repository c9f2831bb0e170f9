import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';

it.each([
  ['word', 'word', 0],
  ['recieve', 'receive', 1],
  ['opning', 'opening', 1],
  ['hourss', 'hours', 1],
  ['hoxrs', 'hours', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
  ['', 'ab', 2],
])('%s is as far from %s as %d edits', (one, other, edits) => {
  expect(editDistance(one, other, 5)).toBe(edits);
  expect(editDistance(other, one, 5)).toBe(edits);
});

it('beyond a bound it only says that it is more', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), fc.nat(3), (one, other, most) => {
      const edits = editDistance(one, other, 20);
      const bounded = editDistance(one, other, most);
      expect(bounded).toBe(edits <= most ? edits : most + 1);
    }),
  );
});

it('so many edits make a word that is as many edits away at most', () => {
  const edit = fc.record({
    at: fc.nat(9),
    kind: fc.constantFrom('in', 'out', 'other'),
    letter: fc.constantFrom('a', 'b'),
  });
  fc.assert(
    fc.property(fc.stringMatching(/^[ab]{3,10}$/), fc.array(edit, { maxLength: 3 }), (word, edits) => {
      let made = word;
      for (const { at, kind, letter } of edits) {
        const place = at % made.length;
        made =
          made.slice(0, place) +
          (kind === 'out' ? '' : letter) +
          made.slice(kind === 'in' ? place : place + 1);
        if (made === '') return;
      }
      expect(editDistance(word, made, 20)).toBeLessThanOrEqual(edits.length);
    }),
  );
});
