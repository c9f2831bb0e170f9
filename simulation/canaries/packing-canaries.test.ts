import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { buildPack } from '#core/pack/build.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { WHOLE, packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { verifyPack } from '#core/pack/verify.ts';
import { withoutBase } from './base-left-out.ts';
import { putChangesLast } from './changes-last.ts';
import { markClearedBlindly } from './mark-cleared-blindly.ts';
import { memoryPlatform } from './testing/memory-platform.ts';

it('base-left-out builds a pack of its changes alone, and does all else as ever', async () => {
  const asked: unknown[] = [];
  const threads = withoutBase({
    run(name, input) {
      asked.push([name, input]);
      return Promise.reject(new Error('not here'));
    },
    broadcast: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  const build = { base: 'old.sqlite', staging: 'changes.sqlite', out: 'new.sqlite', definition: WHOLE };
  const count = { path: 'old.sqlite', sites: [] };
  await expect(threads.run('build_pack', build)).rejects.toThrow('not here');
  await expect(threads.run('count_sites', count)).rejects.toThrow('not here');
  expect(asked).toEqual([
    ['build_pack', { ...build, base: undefined }],
    ['count_sites', count],
  ]);
});

it('changes-last leaves a pack that is whole, with what changed at its end', () => {
  using folder = temporaryFolder();
  const [base, staging, out] = [folder.file('base'), folder.file('staging'), folder.file('out')];
  const [a, b, c] = [page({ path: '/a' }), page({ path: '/b', body: 'old' }), page({ path: '/c' })];
  packOf([a, b, c], base);
  stageDocuments({ path: staging, upserts: [page({ path: '/b', body: 'new' })] });
  buildPack({ base, staging, out, definition: WHOLE });
  putChangesLast(base, out);
  expect(verifyPack({ path: out }).documents).toBe(3);
  const db = new Database(out, { readonly: true });
  const rows = db.prepare('SELECT rowid, id FROM documents ORDER BY rowid').raw().all();
  const found = db.prepare("SELECT rowid FROM documents_fts WHERE documents_fts MATCH 'new'").pluck().all();
  db.close();
  expect(rows).toEqual([
    [1, a.id],
    [2, c.id],
    [3, b.id],
  ]);
  expect(found).toEqual([3]);
});

it('mark-cleared-blindly clears the mark of a page that changed, and writes nothing else blindly', async () => {
  const { table } = markClearedBlindly.platform?.(await memoryPlatform()) ?? (await memoryPlatform());
  const key = { pk: 'docs', sk: 'page' };
  await table.put('pages', { ...key, mark: 'pending', content_hash: 'new' });
  const old = { content_hash: 'old' };
  expect(await table.update('pages', key, { set: { state: 'absent' } }, old)).toBeUndefined();
  expect(await table.update('pages', key, { remove: ['mark'] }, old)).toEqual({
    ...key,
    content_hash: 'new',
  });
});
