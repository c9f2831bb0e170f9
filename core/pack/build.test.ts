import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentHash, hashShards, holds } from '../cluster/shard-range.ts';
import { assemblePack } from './assemble.ts';
import { buildPack } from './build.ts';
import { compressPack } from './compress.ts';
import type { Document } from './document.ts';
import { estimateBytes } from './estimate.ts';
import { countOf, openPack } from './open.ts';
import { OutsideShard } from './pack-errors.ts';
import { SCHEMA } from './schema.ts';
import { stageDocuments } from './staging.ts';
import { WHOLE, packOf, page, temporaryFolder } from './testing/documents.ts';
import { verifyPack } from './verify.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });
const document: fc.Arbitrary<Document> = fc
  .record({
    path: fc.string({ minLength: 1, maxLength: 4 }),
    title: text,
    headings: text,
    description: text,
    body: text,
  })
  .map((fields) => page(fields));

function idsOf(path: string): unknown[] {
  const db = openPack(path);
  try {
    return db.prepare('SELECT id FROM documents ORDER BY rowid').pluck().all();
  } finally {
    db.close();
  }
}

function pages(count: number, words: number): Document[] {
  return Array.from({ length: count }, (_, n) =>
    page({
      path: `/p${n}`,
      title: `Page ${n}`,
      body: Array.from({ length: words }, (_, w) => `word${(n * 31 + w * 17) % 997}`).join(' '),
    }),
  );
}

describe('building a pack', () => {
  it('writes the documents in the order of their ids, and the schema that readers expect', () => {
    using folder = temporaryFolder();
    const built = packOf([page({ path: '/b' }), page({ path: '/a' })], folder.file('pack'));
    expect(built).toMatchObject({ documents: 2, bytes: statSync(folder.file('pack')).size });
    expect(idsOf(folder.file('pack'))).toEqual(['https://site.gov/a', 'https://site.gov/b']);
    expect(readdirSync(folder.path)).toEqual(['pack']);
    using db = disposable(new Database(folder.file('pack')));
    expect(db.it.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all()).toEqual(
      SCHEMA,
    );
  });

  it('gives the same bytes for the same documents, at once or by changes to older packs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(document, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (batches, seed) => {
          using folder = temporaryFolder();
          let base: string | undefined;
          const expected = new Map<string, Document>();
          for (const [n, upserts] of batches.entries()) {
            const deletions = [...expected.keys()].filter((_, at) => (at + seed) % 3 === 0);
            const staging = folder.file(`staging-${n}`);
            stageDocuments({ path: staging, deletions });
            for (const upsert of upserts) stageDocuments({ path: staging, upserts: [upsert] });
            const out = folder.file(`pack-${n}`);
            buildPack({ ...(base === undefined ? {} : { base }), staging, out, definition: WHOLE });
            for (const id of deletions) expected.delete(id);
            for (const upsert of upserts) expected.set(upsert.id, upsert);
            base = out;
          }
          const atOnce = packOf([...expected.values()].toReversed(), folder.file('at-once'));
          expect(readFileSync(base ?? '').equals(readFileSync(folder.file('at-once')))).toBe(true);
          expect(atOnce.documents).toBe(expected.size);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('does so with many segments too, and leaves no free pages', () => {
    using folder = temporaryFolder();
    const documents = pages(300, 60);
    stageDocuments({ path: folder.file('all'), upserts: documents });
    const parts = { definition: WHOLE, hash_bytes: 65_536 };
    const assembled = assemblePack({ ...parts, staging: folder.file('all'), out: folder.file('assembled') });
    expect(assembled.free_pages).toBeGreaterThan(0);
    const atOnce = buildPack({ ...parts, staging: folder.file('all'), out: folder.file('at-once') });
    stageDocuments({ path: folder.file('first'), upserts: documents.slice(100) });
    stageDocuments({ path: folder.file('second'), upserts: documents.slice(0, 200) });
    buildPack({ ...parts, staging: folder.file('first'), out: folder.file('base') });
    const later = buildPack({
      ...parts,
      base: folder.file('base'),
      staging: folder.file('second'),
      out: folder.file('later'),
    });
    expect(later).toEqual(atOnce);
    using db = disposable(new Database(folder.file('later')));
    expect(db.it.pragma('freelist_count', { simple: true })).toBe(0);
  });

  it('keeps the pack as it is when nothing changed', () => {
    using folder = temporaryFolder();
    const built = packOf(pages(10, 10), folder.file('base'));
    expect(buildPack({ base: folder.file('base'), out: folder.file('again'), definition: WHOLE })).toEqual(
      built,
    );
  });

  it('makes an empty pack when there is nothing', () => {
    using folder = temporaryFolder();
    expect(buildPack({ out: folder.file('empty'), definition: WHOLE }).documents).toBe(0);
    expect(verifyPack({ path: folder.file('empty') }).documents).toBe(0);
  });

  it('lets the last change to an id stand, and a deletion of what is not there pass', () => {
    using folder = temporaryFolder();
    const path = folder.file('staging');
    stageDocuments({ path, upserts: [page({ path: '/a', title: 'old' }), page({ path: '/b' })] });
    stageDocuments({
      path,
      upserts: [page({ path: '/a', title: 'new' })],
      deletions: ['https://site.gov/b', 'nothing'],
    });
    buildPack({ staging: path, out: folder.file('pack'), definition: WHOLE });
    using db = disposable(openPack(folder.file('pack')));
    expect(db.it.prepare('SELECT title FROM documents').pluck().all()).toEqual(['new']);
    expect(countOf(db.it)).toBe(1);
  });

  it('refuses a document of another shard, and leaves nothing behind', () => {
    using folder = temporaryFolder();
    const [left, right] = hashShards(2);
    const documents = pages(20, 5);
    const mine = documents.filter(({ id }) => left !== undefined && holds(left.definition, id));
    const other = documents.find(({ id }) => right !== undefined && holds(right.definition, id));
    if (left === undefined || other === undefined) throw new Error('twenty ids fall into both halves');
    expect(documentHash(other.id)).toBeGreaterThanOrEqual(2 ** 31);
    stageDocuments({ path: folder.file('mine'), upserts: mine });
    expect(
      buildPack({ staging: folder.file('mine'), out: folder.file('left'), definition: left.definition })
        .documents,
    ).toBe(mine.length);
    stageDocuments({ path: folder.file('mixed'), upserts: [...mine, other] });
    const building = (): unknown =>
      buildPack({ staging: folder.file('mixed'), out: folder.file('bad'), definition: left.definition });
    expect(building).toThrow(OutsideShard);
    expect(readdirSync(folder.path).toSorted()).toEqual(['left', 'mine', 'mixed']);
  });

  it('refuses a base that is no pack', () => {
    using folder = temporaryFolder();
    new Database(folder.file('base')).exec('CREATE TABLE t (a)').close();
    expect(() =>
      buildPack({ base: folder.file('base'), out: folder.file('out'), definition: WHOLE }),
    ).toThrow(/not a pack/u);
    expect(existsSync(folder.file('out'))).toBe(false);
  });

  it('needs no more disk than estimated', () => {
    using folder = temporaryFolder();
    const base = packOf(pages(300, 100), folder.file('base'));
    const staged = stageDocuments({ path: folder.file('staging'), upserts: pages(600, 100).slice(300) });
    const built = buildPack({
      base: folder.file('base'),
      staging: folder.file('staging'),
      out: folder.file('out'),
      definition: WHOLE,
    });
    expect(estimateBytes(base.bytes, staged.bytes)).toBeGreaterThan(2 * built.bytes);
  });

  it('compresses a pack to the same bytes each time', async () => {
    using folder = temporaryFolder();
    const { bytes } = packOf(pages(200, 50), folder.file('pack'));
    const first = await compressPack({ path: folder.file('pack'), out: folder.file('1.zst') });
    await compressPack({ path: folder.file('pack'), out: folder.file('2.zst'), level: 3 });
    expect(first.compressed_bytes).toBeLessThan(bytes / 2);
    expect(readFileSync(folder.file('1.zst')).equals(readFileSync(folder.file('2.zst')))).toBe(true);
  });
});

function disposable(db: Database.Database): Disposable & { readonly it: Database.Database } {
  return { it: db, [Symbol.dispose]: () => db.close() };
}

it('says so when the pack to be built upon is there no more, and makes no empty one in its place', () => {
  using folder = temporaryFolder();
  const parts = { base: folder.file('gone'), out: folder.file('pack'), definition: WHOLE };
  expect(() => assemblePack(parts)).toThrow(expect.objectContaining({ code: 'pack_gone' }));
  expect(existsSync(folder.file('gone'))).toBe(false);
});
