import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { buildPack } from './build.ts';
import { keepPacked, putPages, remainingPages } from './compare-pages.ts';
import type { Document } from './document.ts';
import { rowDocument } from './document-row.ts';
import { sha256OfFile } from './file-hash.ts';
import { openPack } from './open.ts';
import { FIELD_WEIGHTS } from './impact/field-weights.ts';
import { PackIndex } from './impact/pack-index.ts';
import { renewPack } from './renew.ts';
import { searchPack } from './search.ts';
import { stageDocuments } from './staging.ts';
import { WHOLE, packOf, page, temporaryFolder } from './testing/documents.ts';
import { format2Pack } from './testing/format-2-pack.ts';
import { verifyPack } from './verify.ts';

const OF_BEFORE = [
  page({ path: '/a', title: 'Apples', body: 'A green apple.' }),
  page({ path: '/b', title: 'Pears', body: 'A pear, and an apple.' }),
];
const WHOLE_PAGE = page({
  path: '/c',
  title: 'Plums',
  body: 'Plums\nRipe plums',
  published_at_ms: 1,
  types: ['Article'],
  fields: { price: ['1 €', '2 €'] },
  sections: [
    { level: 1, text: 'Plums', start: 0 },
    { level: 2, text: 'Ripe plums', anchor: 'ripe', start: 6 },
  ],
});

function documentsIn(path: string): Document[] {
  const db = openPack(path);
  try {
    return db.prepare('SELECT * FROM documents ORDER BY id').all().map(rowDocument);
  } finally {
    db.close();
  }
}

it('a pack has each document as it was given', () => {
  using folder = temporaryFolder();
  packOf([...OF_BEFORE, WHOLE_PAGE], folder.file('pack'));
  expect(documentsIn(folder.file('pack'))).toEqual([...OF_BEFORE, WHOLE_PAGE]);
});

it('a pack of the format before is checked, compared, and renewed to be searched', () => {
  using folder = temporaryFolder();
  format2Pack(OF_BEFORE, folder.file('old'));
  expect(verifyPack({ path: folder.file('old') })).toMatchObject({ documents: 2 });
  const ids = OF_BEFORE.map(({ id }) => id);
  const pages = [...OF_BEFORE, WHOLE_PAGE].map(({ id, hash: wanted }, n) => {
    return { shard: '0', n, id, wanted, visited: 'no', judged: false, measured: false, page: '' } as const;
  });
  const path = folder.file('pages');
  putPages({ path, pages });
  expect(keepPacked({ path, shard: '0', pack: folder.file('old') })).toBe(2);
  const left = remainingPages({ path, shard: '0', from: 0, limit: 9 });
  expect(left.map(({ n }) => ids[n])).toEqual(ids);
  renewPack({ path: folder.file('old') });
  const pack = new PackIndex(openPack(folder.file('old')));
  const { hits } = searchPack(pack, { query: 'apples', limit: 10, details_from: 0 });
  expect(hits.map(({ id }) => id)).toEqual(ids);
  expect(hits[0]?.details).toEqual({
    url: ids[0],
    title: 'Apples',
    snippet: { text: 'A green apple.', matches: [{ from: 8, to: 13 }] },
    section: null,
    published_at_ms: null,
    modified_at_ms: null,
    types: [],
    fields: {},
  });
  pack.close();
  packOf(OF_BEFORE, folder.file('new'));
  expect(sha256OfFile(folder.file('old'))).toBe(sha256OfFile(folder.file('new')));
});

it('what is built on a pack of the format before is as if all of it had been packed now', () => {
  using folder = temporaryFolder();
  format2Pack(OF_BEFORE, folder.file('old'));
  const changes = {
    path: folder.file('staging'),
    upserts: [WHOLE_PAGE],
    deletions: [OF_BEFORE[0]?.id ?? ''],
  };
  stageDocuments(changes);
  const parts = { base: folder.file('old'), staging: folder.file('staging'), definition: WHOLE };
  const { sha256 } = buildPack({ ...parts, out: folder.file('new') });
  expect(documentsIn(folder.file('new'))).toEqual([OF_BEFORE[1], WHOLE_PAGE]);
  const left = OF_BEFORE.slice(1);
  expect(packOf([...left, WHOLE_PAGE], folder.file('full')).sha256).toBe(sha256);
});

it('a pack of format 3 is renewed with the weights that it has: as if it were built now', () => {
  using folder = temporaryFolder();
  const weights = { ...FIELD_WEIGHTS, title: 7 };
  const [old, now] = [folder.file('old'), folder.file('now')];
  for (const out of [old, now]) {
    stageDocuments({ path: folder.file('staging'), upserts: [...OF_BEFORE, WHOLE_PAGE] });
    buildPack({ staging: folder.file('staging'), out, definition: WHOLE, weights });
    rmSync(folder.file('staging'));
  }
  const db = new Database(old);
  db.exec(`PRAGMA user_version = 3; DELETE FROM columns WHERE name IN ('titles', 'headings');
    UPDATE places SET words = x'01'; UPDATE meta SET value = '3' WHERE key = 'format_version'`);
  db.close();
  renewPack({ path: old });
  expect(sha256OfFile(old)).toBe(sha256OfFile(now));
});
