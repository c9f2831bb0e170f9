import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sha256OfFile } from './file-hash.ts';
import { openPack } from './open.ts';
import { CorruptPack, ForeignPack } from './pack-errors.ts';
import { PackHandles } from './pack-handles.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';
import { verifyPack } from './verify.ts';

function manyPages(count = 200): ReturnType<typeof page>[] {
  return Array.from({ length: count }, (_, n) =>
    page({ path: `/${n}`, title: `title ${n}`, body: 'words '.repeat(50) }),
  );
}

/** Changes a pack as somebody else would, and keeps its header as a pack's. */
function tampered(path: string, sql: string): string {
  const db = new Database(path);
  db.unsafeMode(true);
  db.pragma('journal_mode = DELETE');
  db.exec(sql);
  db.close();
  return path;
}

describe('opening a pack', () => {
  it('gives a connection that cannot change anything', () => {
    using folder = temporaryFolder();
    packOf(manyPages(2), folder.file('pack'));
    const db = openPack(folder.file('pack'));
    expect(() => db.exec('DELETE FROM documents')).toThrow(/readonly|query_only|read-only/iu);
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
    db.close();
  });

  it.each([
    ['a file that is not SQLite', Buffer.from('<html>'.repeat(1000))],
    ['an empty file', Buffer.alloc(0)],
    ['half a header', Buffer.from('SQLite format 3\0')],
  ])('refuses %s', (_, content) => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('pack'), content);
    expect(() => openPack(folder.file('pack'))).toThrow(ForeignPack);
  });

  it.each([
    ['another table', 'CREATE TABLE extra (a)'],
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON documents BEGIN SELECT 1; END'],
    ['a view', 'CREATE VIEW v AS SELECT 1'],
    ['an index more', 'CREATE INDEX i ON documents (title)'],
    ['a table less', 'DROP TABLE documents_fts'],
    ['another format', 'PRAGMA user_version = 1'],
    ['the format of before and other tables than it had', 'PRAGMA user_version = 2'],
    ['another application id', 'PRAGMA application_id = 7'],
    ['another tokenizer', "UPDATE meta SET value = 'trigram' WHERE key = 'tokenizer'"],
    ['a write-ahead log', 'PRAGMA journal_mode = WAL'],
  ])('refuses a database with %s', (_, sql) => {
    using folder = temporaryFolder();
    packOf(manyPages(2), folder.file('pack'));
    expect(() => openPack(tampered(folder.file('pack'), sql))).toThrow(ForeignPack);
  });

  it('refuses one that is cut short or went on being written to', () => {
    using folder = temporaryFolder();
    const { bytes } = packOf(manyPages(), folder.file('pack'));
    const content = readFileSync(folder.file('pack'));
    truncateSync(folder.file('pack'), bytes - 4096);
    expect(() => openPack(folder.file('pack'))).toThrow(CorruptPack);
    writeFileSync(folder.file('pack'), Buffer.concat([content, Buffer.alloc(10)]));
    expect(() => openPack(folder.file('pack'))).toThrow(CorruptPack);
  });

  it('says which file is missing', () => {
    expect(() => openPack('/nowhere/pack')).toThrow(/ENOENT.*\/nowhere\/pack/u);
  });
});

describe('verifying a pack', () => {
  it('counts the documents and compares the hash', () => {
    using folder = temporaryFolder();
    const { sha256, bytes } = packOf(manyPages(), folder.file('pack'));
    expect(verifyPack({ path: folder.file('pack'), sha256 })).toEqual({ documents: 200, bytes });
    expect(() => verifyPack({ path: folder.file('pack'), sha256: '0'.repeat(64) })).toThrow(/its sha256 is/u);
  });

  it('finds one byte that changed, by the hash', () => {
    using folder = temporaryFolder();
    const { sha256, bytes } = packOf(manyPages(), folder.file('pack'));
    const content = readFileSync(folder.file('pack'));
    content[Math.floor(bytes / 2)] = (content[Math.floor(bytes / 2)] ?? 0) ^ 1;
    writeFileSync(folder.file('pack'), content);
    expect(() => verifyPack({ path: folder.file('pack'), sha256 })).toThrow(CorruptPack);
  });

  it('finds pages of rubbish without knowing the hash', () => {
    using folder = temporaryFolder();
    packOf(manyPages(), folder.file('pack'));
    const content = readFileSync(folder.file('pack'));
    content.fill(0xa5, 2 * 4096, 6 * 4096);
    writeFileSync(folder.file('pack'), content);
    expect(() => verifyPack({ path: folder.file('pack') })).toThrow(CorruptPack);
  });

  it('refuses a pack that says it holds more than it does', () => {
    using folder = temporaryFolder();
    packOf(manyPages(3), folder.file('pack'));
    tampered(folder.file('pack'), "UPDATE meta SET value = '4' WHERE key = 'documents'");
    const sha256 = sha256OfFile(folder.file('pack'));
    expect(() => verifyPack({ path: folder.file('pack'), sha256 })).toThrow(/holds 3 documents and says 4/u);
  });
});

describe('the open packs of a thread', () => {
  it('are closed when others were used more lately, and opened again when asked for', () => {
    using folder = temporaryFolder();
    for (const name of ['a', 'b', 'c']) packOf(manyPages(1), folder.file(name));
    const handles = new PackHandles({ handles: 2, bytes: 2 ** 20 });
    const a = handles.get(folder.file('a'));
    const b = handles.get(folder.file('b'));
    expect(handles.get(folder.file('a'))).toBe(a);
    handles.get(folder.file('c'));
    expect(a.term('a')).toBeUndefined();
    expect(() => b.places(1)).toThrow('not open');
    expect(handles.size).toBe(2);
    expect(handles.get(folder.file('b'))).not.toBe(b);
    for (const name of ['a', 'b', 'c']) handles.close(folder.file(name));
    expect(handles.size).toBe(0);
  });
});
