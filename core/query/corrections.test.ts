import { describe, expect, it } from 'vitest';
import type { NearWord } from '#ports/peer.ts';
import { doubtfulWords, meantQueries, sumNearWords } from './corrections.ts';
import { codeWord } from '../pack/words/code-words.ts';
import { parseQuery } from './parse-query.ts';
import { clausesOf } from './units.ts';

const near = (word: string, documents: number, edits: number): NearWord => ({ word, documents, edits });

describe('words that may be misspelled', () => {
  const words = {
    '~opning': 0,
    '~hours': 900,
    '~recieve': 3,
    '~ful': 0,
    '=opening': 0,
    '~wind': 5,
    '=max': 90,
    '=mode': 3,
  };
  const statistics = { documents: 1000, length: 9, languages: [], words };
  const doubtful = (query: string, rare = true) =>
    Object.fromEntries(doubtfulWords(clausesOf(parseQuery(query)), statistics, rare));

  it('are those that no document has, and maybe those that few have', () => {
    expect(doubtful('opning hours recieve')).toEqual({ opning: 0, recieve: 3 });
    expect(doubtful('opning hours recieve', false)).toEqual({ opning: 0 });
  });

  it('are names of code, and the words in them that no document has', () => {
    const coded = codeWord('max_connetions');
    expect(doubtful('max_connetions', false)).toEqual({ [coded]: 0, connetions: 0 });
    expect(doubtful('max_mode')).toEqual({ [codeWord('max_mode')]: 3 });
    expect(doubtful('max_mode', false)).toEqual({});
    expect(doubtful('ful')).toEqual({ ful: 0 });
  });

  it.each([
    '"opning"',
    'opn*',
    'max_con*',
    '"max_conn"',
    'utf8_decod',
    '--no-verfy',
    'xy',
    '-opning',
    'opning2',
    '東京',
  ])('are not %s', (query) => {
    expect(doubtful(query)).toEqual({});
  });

  it('are not those that have a synonym which documents have', () => {
    const meaning = (means: string) =>
      doubtfulWords(clausesOf(parseQuery('opning'), [{ of: 'opning', means: [means] }]), statistics, true);
    expect([...meaning('wind').keys()]).toEqual([]);
    expect([...meaning('gale').keys()]).toEqual(['opning']);
  });

  it('are so many at most', () => {
    const query = Array.from({ length: 20 }, (_, n) => `word${'abcdefghijklmnopqrst'[n]}`).join(' ');
    expect(Object.keys(doubtful(query))).toHaveLength(8);
  });
});

describe('what was meant', () => {
  const meant = (query: string, doubtful: Record<string, number>, ...found: NearWord[][]) =>
    meantQueries(query, new Map(Object.entries(doubtful)), found);

  it('is the query with other words, as it was typed otherwise', () => {
    expect(meant('Opning  "HOURS" -opn title:opning', { opning: 0 }, [near('opening', 5, 1)])).toEqual({
      corrected: 'opening  "HOURS" -opn title:opening',
      perhaps: undefined,
    });
  });

  it('is a part of what was typed in one, where that is wrong', () => {
    const { corrected } = meant("d'opning d'Opning's the opning.", { opning: 0 }, [near('opening', 5, 1)]);
    expect(corrected).toBe("d'opening d'opening's the opening.");
  });

  it('is a name of code, or the words in it', () => {
    const coded = codeWord('max_conections');
    const doubtful = { [coded]: 0, conections: 0 };
    const whole = [near(codeWord('max_connections'), 5, 1)];
    const word = [near('connections', 50, 1)];
    expect(meant('(max_conections), 9', doubtful, whole, word).corrected).toBe('(max_connections), 9');
    expect(meant('Max_Conections', doubtful, [], word).corrected).toBe('Max_connections');
    const name = near(codeWord('max_connections'), 5, 1);
    expect(meant('maxconnections', { maxconnections: 0 }, [name]).corrected).toBe('max_connections');
  });

  it('is rather what fingers slip to', () => {
    const pick = (word: string, documents: number, ...words: NearWord[]) =>
      meantQueries(word, new Map([[word, documents]]), [words]);
    const tuning = [near('turning', 50, 1), near('tuning', 20, 1)];
    expect(pick('tunning', 0, ...tuning).corrected).toBe('tuning');
    expect(pick('kye', 0, near('kyte', 90, 1), near('key', 9, 1)).corrected).toBe('key');
    expect(pick('ful', 0, near('full', 9, 1)).corrected).toBe('full');
  });

  it('is no other word that is as short, nor one that begins otherwise where documents have the word', () => {
    const pick = (word: string, documents: number, other: string) => {
      const { corrected, perhaps } = meantQueries(word, new Map([[word, documents]]), [
        [near(other, 900, 1)],
      ]);
      return corrected ?? perhaps;
    };
    expect(pick('café', 0, 'case')).toBeUndefined();
    expect(pick('nsa', 0, 'nasa')).toBeUndefined();
    expect(pick('kill', 3, 'will')).toBeUndefined();
    expect(pick('light', 3, 'night')).toBeUndefined();
    expect(pick('light', 0, 'night')).toBe('night');
    expect(pick('jion', 3, 'join')).toBe('join');
    expect(pick('tabe', 0, 'table')).toBe('table');
  });

  it.each(['-opning', '"opning"', 'site:opning.gov', 'lang:opning', 'opning2_hours', 'opn*'])(
    'leaves %s as it is',
    (other) => {
      const { corrected } = meant(`${other} opning ${other}`, { opning: 0 }, [near('opening', 5, 1)]);
      expect(corrected).toBe(`${other} opening ${other}`);
      expect(meant(other, { opning: 0 }, [near('opening', 5, 1)]).corrected).toBeUndefined();
    },
  );

  it('is the likeliest word: fewer edits, the same first letter, more documents', () => {
    const pick = (...words: NearWord[]) => meant('hosue', { hosue: 0 }, words).corrected;
    expect(pick(near('hose', 5, 1), near('house', 40, 1))).toBe('house');
    expect(pick(near('mouse', 100, 1), near('house', 40, 1))).toBe('house');
    expect(pick(near('horse', 100, 2), near('house', 40, 1))).toBe('house');
    expect(pick()).toBeUndefined();
  });

  it('is but proposed in place of a word that some documents have', () => {
    const found = [[near('opening', 50, 1)], [near('receive', 61, 1), near('relieve', 59, 1)]];
    expect(meant('opning recieve', { opning: 0, recieve: 3 }, ...found)).toEqual({
      corrected: 'opening recieve',
      perhaps: 'opening receive',
    });
    expect(meant('recieve', { recieve: 3 }, [near('receive', 60, 1)])).toEqual({
      corrected: undefined,
      perhaps: undefined,
    });
  });

  it('counts the documents of all shards', () => {
    expect(sumNearWords([[near('house', 2, 1)], [], [near('house', 3, 1), near('horse', 1, 2)]])).toEqual([
      near('house', 5, 1),
      near('horse', 1, 2),
    ]);
  });
});
