import { expect, it } from 'vitest';
import { readBy } from './read-by.ts';

it('names rules of reading, each set otherwise than the others, and none as nothing set', () => {
  const named = [undefined, { exclude: ['nav'] }, { exclude: ['nav', 'aside'] }, { title: 'h1' }].map(readBy);
  expect(new Set(named).size).toBe(named.length);
  for (const name of named) expect(name).toMatch(/^[0-9a-f]{16}$/);
  expect(readBy({})).toBe(readBy(undefined));
});
