import { describe, expect, it } from 'vitest';
import { writeUnits } from './write-units.ts';

const plain = (bytes: number) => ({ bytes });
const marked = (bytes: number, mark = 'open') => ({ bytes, mark });

describe('write units', () => {
  it.each([
    ['a new row of up to 1 KB', undefined, plain(1024), 1],
    ['a new row of more', undefined, plain(1025), 2],
    ['a row that shrinks, by what it was', plain(3000), plain(100), 3],
    ['a row that is deleted, by what it was', plain(3000), undefined, 3],
    ['a delete of nothing', undefined, undefined, 1],
    ['a new row with a mark: the row and its copy', undefined, marked(500), 2],
    ['a row with a mark that changes: both', marked(500), marked(600), 2],
    ['a row that gets a mark', plain(500), marked(500), 2],
    ['a row that loses its mark: the copy is removed', marked(2000), plain(2000), 4],
    ['a row with another mark than before: the copy is moved', marked(500, 'a'), marked(500, 'b'), 3],
    ['a row with a mark that is deleted', marked(500), undefined, 2],
  ])('of %s', (_, before, after, units) => {
    expect(writeUnits(before, after)).toBe(units);
  });
});
