import { expect, test } from 'vitest';
import { textHash } from './text-hash.ts';

test('pages that say the same have the same hash, and others another', () => {
  const page = { title: 'Opening hours', body: 'From nine to five.' };
  expect(textHash(page)).toMatch(/^[0-9a-f]{16}$/);
  expect(textHash({ ...page })).toBe(textHash(page));
  expect(textHash({ ...page, title: 'Hours' })).not.toBe(textHash(page));
  expect(textHash({ ...page, body: 'From nine to six.' })).not.toBe(textHash(page));
  expect(textHash({ title: 'Opening hoursFrom', body: ' nine to five.' })).not.toBe(textHash(page));
});

test('a page without text is like no other', () => {
  expect(textHash({ title: 'Please enable JavaScript', body: '' })).toBeUndefined();
});
