import { expect, it } from 'vitest';
import { openPack } from '../open.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';
import { readColumns } from './columns.ts';

it('columns are read as they were written, their numbers with the lowest byte first', () => {
  using folder = temporaryFolder();
  const documents = [
    page({ path: '/a', published_at_ms: 1_760_000_000_123, fingerprint: 'fedcba9876543210' }),
    page({ path: '/b/c', modified_at_ms: -1, language: 'de', links_in: 3 }),
    page({ path: '/d' }),
  ];
  packOf(documents, folder.file('pack'));
  const db = openPack(folder.file('pack'));
  try {
    const columns = readColumns(db);
    expect([...columns.dates]).toEqual([Number.NaN, 1_760_000_000_123, -1, Number.NaN]);
    expect([...columns.fingerprints]).toEqual([0n, 0xfedcba9876543210n, 0n, 0n]);
    expect([...columns.depths]).toEqual([0, 1, 2, 1]);
    expect(columns.languages).toEqual(['en', 'de']);
    const bytes = db.prepare("SELECT hex(data) FROM columns WHERE name = 'fingerprints'").pluck().get();
    expect(bytes).toBe(`${'00'.repeat(8)}1032547698BADCFE${'00'.repeat(16)}`);
  } finally {
    db.close();
  }
});
