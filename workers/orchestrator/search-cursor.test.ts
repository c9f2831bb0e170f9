import { expect, it } from 'vitest';
import { cursorText, readCursor } from './search-cursor.ts';

it('a cursor is read as it was written', () => {
  const cursor = {
    versions: [
      { index: 'site.gov', version: 7 },
      { index: 'x', version: 1 },
    ],
    offset: 20,
  };
  expect(readCursor(cursorText(cursor))).toEqual(cursor);
  expect(cursorText(cursor)).toMatch(/^[\w-]+$/);
});

it.each([
  '',
  'x',
  'bm8',
  Buffer.from('[[],0]').toString('base64url'),
  Buffer.from('[[["x",0]],0]').toString('base64url'),
])('%j is none', (text) => {
  expect(readCursor(text)).toBeUndefined();
});
