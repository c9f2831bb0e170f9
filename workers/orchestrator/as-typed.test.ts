import { describe, expect, it } from 'vitest';
import { asTyped } from './as-typed.ts';
import { QUERY_MAX } from './search-answer.ts';

/** Asks for what is typed of an index that has the words. @returns what was asked for, and the answer. */
async function typing(typed: string, words: readonly string[] = [], more: { corrected?: string } = {}) {
  const asked: string[] = [];
  const search = asTyped<{ query: string; typing?: boolean | undefined }, Answer>(({ query }) => {
    asked.push(query);
    const found = words.filter((word) =>
      query.endsWith('*') ? word.startsWith(query.slice(0, -1)) : word === query,
    );
    return Promise.resolve({ query, total: found.length, corrected: null, did_you_mean: null, ...more });
  });
  return { asked, answer: await search({ query: typed, typing: true }) };
}

interface Answer {
  query: string;
  total: number;
  corrected: string | null;
  did_you_mean: string | null;
}

describe('a query that is being typed', () => {
  it('finds words that begin with its last one, and is told as it was typed', async () => {
    const { asked, answer } = await typing('vacu', ['vacuum']);
    expect(asked).toEqual(['vacu*']);
    expect(answer).toEqual({ query: 'vacu', total: 1, corrected: null, did_you_mean: null });
  });

  it('is asked as it is where no word begins so, that it be corrected', async () => {
    const { asked, answer } = await typing('vacum', ['vacuum']);
    expect(asked).toEqual(['vacum*', 'vacum']);
    expect(answer.query).toBe('vacum');
  });

  it('is corrected in words before the last one, without a star that nobody typed', async () => {
    const more = { corrected: 'opening hou*', did_you_mean: 'open hou*' };
    const { answer } = await typing('opning hou', ['opning hours'], more);
    expect(answer).toMatchObject({ corrected: 'opening hou', did_you_mean: 'open hou' });
  });

  it('is a name of code that begins so', async () => {
    expect((await typing('work_m', ['work_mem'])).asked).toEqual(['work_m*']);
    expect((await typing('json.l', ['json.loads'])).asked).toEqual(['json.l*']);
  });

  it('is what stands before the first letter of another word', async () => {
    const { asked, answer } = await typing('vacuum f', ['vacuum']);
    expect(asked).toEqual(['vacuum']);
    expect(answer).toMatchObject({ query: 'vacuum f', total: 1 });
    expect((await typing('big c', ['c'])).asked).toEqual(['big', 'big c']);
  });

  it.each(['c', 'python 3', '東京 天', 'c++', '"two words"', 'tid*', '', 'ab'.repeat(QUERY_MAX / 2)])(
    '%.20s does not go on',
    async (typed) => {
      expect((await typing(typed)).asked).toEqual([typed]);
    },
  );
});
