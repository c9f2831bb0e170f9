import { expect, it } from 'vitest';
import { madeParts } from './made-parts.ts';
import type { Part } from './part.ts';
import { typedQueries } from './typed-queries.ts';

const real: Part[] = Array.from({ length: 50 }, (_, n) => ({
  id: String(n),
  title: `Title of ${n}`,
  body: `The tide is out. It comes back ${n % 3 === 0 ? 'at noon' : 'by night'}.\nBoats lie on sand`,
  path: '/',
}));
const take = (count: number, seed: number): Part[] => madeParts(real, seed).take(count).toArray();

it('parts are made of the words of real ones, the same for the same seed', () => {
  const made = take(100, 1);
  expect(made).toEqual(take(100, 1));
  expect(made).not.toEqual(take(100, 2));
  expect(new Set(made.map(({ id }) => id)).size).toBe(100);
  const known = new Set(real.flatMap(({ body }) => body.split(/\s+/u)));
  for (const { body } of made) for (const word of body.split(/\s+/u)) expect([...known]).toContain(word);
  expect(new Set(made.map(({ body }) => body)).size).toBeGreaterThan(50);
});

it('queries are different ones of one to five words, common ones among them', () => {
  const queries = typedQueries(real, 60, 1);
  expect(queries).toEqual(typedQueries(real, 60, 1));
  expect(new Set(queries).size).toBe(60);
  for (const query of queries) expect(query.split(' ').length).toBeLessThanOrEqual(5);
  expect(queries.some((query) => query.split(' ').includes('the'))).toBe(true);
});
