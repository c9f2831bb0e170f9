import { describe, expect, it } from 'vitest';
import { codeWord } from '../pack/words/code-words.ts';
import { affordable } from './beginnings.ts';
import { documentsWith } from './statistics.ts';
import { readQuery } from './tuning.ts';

describe('beginnings of words', () => {
  const statistics = (words: Record<string, number>, documents = 100) => ({
    documents,
    length: 1,
    languages: [],
    words,
  });
  /** Letters that stand for words that begin so, of what is asked for and of what is not wanted. */
  const heeded = (query: string, words: Record<string, number>, documents?: number): string[] => {
    const { clauses, excluded } = affordable(readQuery({ query }), statistics(words, documents));
    return [...clauses.flatMap(({ units }) => units), ...excluded].flatMap((unit) => {
      if (unit.kind === 'prefix') return [unit.letters];
      return unit.kind === 'phrase' && unit.goes_on ? [unit.words.join(' ')] : [];
    });
  };

  it('stand for words, as far as these are not too many for one query', () => {
    expect(heeded('ab* "new ab"* ab* OR cd* -ef*', { 'ab*': 30_000, 'cd*': 15_000, 'ef*': 6000 })).toEqual([
      'ab',
      'new ab',
      'ab',
      'cd',
    ]);
    expect(heeded('ab* cd*', { 'ab*': 50_001, 'cd*': 1 })).toEqual(['cd']);
    expect(heeded('ab* cd*', { 'ab*': 50_001, 'cd*': 1 }, 10_000)).toEqual(['ab', 'cd']);
  });

  it('of names of code stand for names, and for the words in them where no name begins so', () => {
    const units = (words: Record<string, number>) =>
      affordable(readQuery({ query: 'work_m*' }), statistics(words)).clauses.flatMap(
        (clause) => clause.units,
      );
    const name = { kind: 'name', name: codeWord('work_m'), words: ['work', 'm'], exact: false };
    expect(units({ [`${codeWord('work_m')}*`]: 3 })).toEqual([{ ...name, goes_on: true }]);
    expect(units({ [`${codeWord('work_m')}*`]: 50_001 })).toEqual([{ ...name, goes_on: false }]);
    const phrase = { kind: 'phrase', words: ['work', 'm'], loose: false };
    expect(units({ 'm*': 3 })).toEqual([{ ...phrase, goes_on: true }]);
    expect(units({ 'm*': 50_001 })).toEqual([{ ...phrase, goes_on: false }]);
  });

  it('that too many words have are words as they stand', () => {
    const { clauses, excluded } = affordable(
      readQuery({ query: 'title:ab* -"new ab"*' }),
      statistics({ 'ab*': 50_001 }),
    );
    expect(clauses[0]).toEqual({
      text: 'ab*',
      times: 1,
      units: [{ kind: 'word', word: 'ab', exact: true, field: 'title' }],
    });
    expect(excluded).toEqual([{ kind: 'phrase', words: ['new', 'ab'], goes_on: false, loose: false }]);
  });

  it('make a phrase as rare as its rarest part, and not as a word that nobody writes', () => {
    const [clause] = readQuery({ query: '"new yo"*' }).clauses;
    const [unit] = clause?.units ?? [];
    const counts = statistics({ '=new': 70, '=yo': 0, 'yo*': 60 });
    expect(unit && documentsWith(unit, counts)).toBe(60);
  });
});
