import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableSuite } from '#ports/table.suite.ts';
import { compareBytes } from './byte-order.ts';
import { MemoryTable } from './memory-table.ts';

tableSuite('MemoryTable', async () => ({ table: new MemoryTable(), dispose: () => Promise.resolve() }));

describe('MemoryTable', () => {
  it('keeps what was written, whatever becomes of the object that was passed', async () => {
    const table = new MemoryTable();
    const list = ['a'];
    await table.put('pages', { pk: 'p', sk: 's', list });
    list.push('b');
    expect(await table.get('pages', { pk: 'p', sk: 's' })).toEqual({ pk: 'p', sk: 's', list: ['a'] });
  });

  it('refuses a cursor that no page gave, and names that cannot name a table', async () => {
    const table = new MemoryTable();
    await expect(table.query('pages', { pk: 'p', after: 'nonsense' })).rejects.toMatchObject({
      code: 'bad_cursor',
    });
    await expect(table.get('Pages', { pk: 'p', sk: 's' })).rejects.toMatchObject({ code: 'bad_name' });
  });
});

it('texts are ordered as their bytes are', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '🦉', '𐀀') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
