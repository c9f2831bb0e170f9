import { describe, expect, it } from 'vitest';
import { asTyped } from './as-typed.ts';

/** Asks for what is typed of an index that has the words. @returns what was asked for, and the answer. */
async function typing(typed: string, ...words: string[]) {
  const asked: string[] = [];
  const answer = await asTyped({ query: typed }, ({ query }) => {
    asked.push(query);
    const found = words.filter((word) =>
      query.endsWith('*') ? word.startsWith(query.slice(0, -1)) : word === query,
    );
    return Promise.resolve({ query, total: found.length });
  });
  return { asked, answer };
}

describe('a query that is being typed', () => {
  it('finds words that begin with its last one, and is told as it was typed', async () => {
    expect(await typing('vacu', 'vacuum')).toEqual({ asked: ['vacu*'], answer: { query: 'vacu', total: 1 } });
  });

  it('is asked as it is where no word begins so, that it be corrected', async () => {
    const { asked, answer } = await typing('vacum', 'vacuum');
    expect(asked).toEqual(['vacum*', 'vacum']);
    expect(answer.query).toBe('vacum');
  });

  it('is a name of code that begins so', async () => {
    expect((await typing('work_m', 'work_mem')).asked).toEqual(['work_m*']);
    expect((await typing('json.l', 'json.loads')).asked).toEqual(['json.l*']);
  });

  it('is what stands before the first letter of another word', async () => {
    expect(await typing('vacuum f', 'vacuum')).toEqual({
      asked: ['vacuum'],
      answer: { query: 'vacuum f', total: 1 },
    });
    expect((await typing('big c', 'c')).asked).toEqual(['big', 'big c']);
  });

  it.each(['c', 'python 3', '東京 天', 'c++', '"two words"', 'tid*', ''])(
    '%j does not go on',
    async (typed) => {
      expect((await typing(typed)).asked).toEqual([typed]);
    },
  );
});
