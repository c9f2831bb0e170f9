import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { page } from '#core/pack/testing/documents.ts';
import type { MessageOf } from '#messages/registry.ts';
import { Rig, unloadOf } from './testing/rig.ts';

const old = [page({ path: '/old', title: 'Old words', body: 'words' })];
const young = [page({ path: '/young', title: 'New words', body: 'words' })];

describe('loading a pack', () => {
  it('serves it, and says so with the room that is left', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const message = await rig.publish(old);
    expect(await rig.handle(searcher, message)).toEqual([
      {
        type: 'loaded',
        searcher_id: searcher.id,
        index: 'site.gov',
        shard: '0-of-1',
        pack: message.pack,
        free_space: 1024,
      },
    ]);
    const { all, hits, took_ms } = await rig.search(searcher, message, 'words');
    expect({ all, hits, took_ms }).toMatchObject({
      all: 1,
      hits: [{ id: 'https://site.gov/old', details: { title: 'Old words', snippet: { text: 'words' } } }],
      took_ms: 0,
    });
    expect(readdirSync(rig.folder.path).toSorted()).toEqual([
      `${message.pack}.json`,
      `${message.pack}.sqlite`,
    ]);
  });

  it('says loaded again for a pack that is served, without fetching it', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const message = await rig.publish(old);
    await Promise.all([rig.handle(searcher, message), rig.handle(searcher, message)]);
    await rig.handle(searcher, message);
    expect(rig.sent.map(({ type }) => type)).toEqual(['loaded', 'loaded', 'loaded']);
    expect(rig.objects.streamed).toHaveLength(1);
  });

  it('fetches once more what arrived damaged', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const message = await rig.publish(old);
    rig.objects.damage = (bytes) => (rig.objects.streamed.length === 1 ? bytes.subarray(0, 100) : bytes);
    expect(await rig.handle(searcher, message)).toMatchObject([{ type: 'loaded' }]);
    expect(rig.objects.streamed).toHaveLength(2);
  });

  it.each<[string, string, (bytes: Uint8Array) => Uint8Array]>([
    ['is cut short', 'corrupt', (bytes) => bytes.subarray(0, bytes.length - 20)],
    ['is no zstd', 'corrupt', (bytes) => bytes.map((byte) => byte ^ 0x55)],
    ['is another file', 'corrupt', () => zstdCompressSync('another')],
    ['unpacks to more than declared', 'corrupt', () => zstdCompressSync(Buffer.alloc(2 ** 28))],
    ['is empty', 'corrupt', () => new Uint8Array()],
  ])('refuses a pack that %s, and goes on serving the old one', async (_, code, damage) => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const before = await rig.publish(old);
    await rig.handle(searcher, before);
    const message = await rig.publish(young);
    rig.objects.damage = damage;
    expect(await rig.handle(searcher, message)).toMatchObject([
      { type: 'load_failed', code, pack: message.pack },
    ]);
    expect(readdirSync(rig.folder.path).filter((name) => !name.startsWith(before.pack))).toEqual([]);
    expect((await rig.search(searcher, before, 'words')).all).toBe(1);
    await expect(rig.search(searcher, message, 'words')).rejects.toMatchObject({ code: 'pack_not_served' });
  });

  it('refuses a database that is no pack although its hash is right', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const path = rig.path('foreign');
    new Database(path).exec('CREATE TABLE t (a); CREATE VIEW v AS SELECT * FROM t').close();
    const content = readFileSync(path);
    const pack = createHash('sha256').update(content).digest('hex');
    const key = 'packs/foreign';
    await rig.objects.put(key, zstdCompressSync(content));
    const message: MessageOf<'load'> = { ...(await rig.publish(old)), pack, key, bytes: content.length };
    expect(await rig.handle(searcher, message)).toMatchObject([{ type: 'load_failed', code: 'foreign' }]);
  });

  it('says which object is missing', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const message = { ...(await rig.publish(old)), key: 'packs/gone' };
    expect(await rig.handle(searcher, message)).toMatchObject([
      { type: 'load_failed', code: 'missing', reason: expect.stringContaining('packs/gone') },
    ]);
  });

  it('answers any other trouble too, and says what it was', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    rig.objects.halfway = () => Promise.reject(new Error('the store is on fire'));
    expect(await rig.handle(searcher, await rig.publish(old))).toMatchObject([
      { type: 'load_failed', code: 'failed', reason: 'the store is on fire' },
    ]);
  });

  it('has no room for a pack that is larger than what is free beside the loads in progress', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const first = await rig.publish(old);
    const second = await rig.publish(young);
    rig.free_bytes = Math.floor(first.bytes * 1.5);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: halfway, resolve: reached } = Promise.withResolvers<void>();
    rig.objects.halfway = () => (reached(), held);
    const loading = rig.handle(searcher, first);
    await halfway;
    await rig.handle(searcher, second);
    expect(rig.sent).toMatchObject([{ type: 'load_failed', code: 'no_room', pack: second.pack }]);
    release();
    await loading;
    expect(rig.sent).toMatchObject([{ type: 'load_failed' }, { type: 'loaded', pack: first.pack }]);
    expect(rig.objects.streamed).toEqual([first.key]);
  });

  it('is handed back when it is aborted, with nothing left of it', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const message = await rig.publish(old);
    const stop = new AbortController();
    rig.objects.halfway = async () => stop.abort(new Error('the worker stops'));
    await expect(rig.handle(searcher, message, stop.signal)).rejects.toThrow(/worker stops|abort/iu);
    expect(rig.sent).toEqual([]);
    expect(readdirSync(rig.folder.path)).toEqual([]);
    await searcher.worker.onDead?.(message, 'tried too often', rig.handling());
    expect(rig.sent).toMatchObject([{ type: 'load_failed', code: 'failed', reason: 'tried too often' }]);
  });
});

describe('unloading a pack', () => {
  it('frees its room after its last query, and takes no new ones meanwhile', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const message = await rig.publish(old);
    await rig.handle(searcher, message);
    await rig.search(searcher, message, 'words');
    expect(await rig.handle(searcher, unloadOf(message))).toMatchObject([
      { type: 'unloaded', pack: message.pack, free_space: 1024 },
    ]);
    await expect(rig.search(searcher, message, 'words')).rejects.toMatchObject({ code: 'pack_not_served' });
    expect(readdirSync(rig.folder.path)).toEqual([]);
    expect(await rig.handle(searcher, message)).toMatchObject([{ type: 'loaded' }]);
    expect((await rig.search(searcher, message, 'words')).all).toBe(1);
  });

  it('of one that is not served is done at once', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    expect(await rig.handle(searcher, unloadOf(await rig.publish(old)))).toMatchObject([
      { type: 'unloaded' },
    ]);
  });

  it('keeps a pack that another shard has as well', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const first = await rig.publish([], '0-of-2');
    const second = await rig.publish([], '1-of-2');
    expect(first.pack).toBe(second.pack);
    await rig.handle(searcher, first);
    await rig.handle(searcher, second);
    await rig.handle(searcher, unloadOf(first));
    expect((await rig.search(searcher, second, 'words')).all).toBe(0);
    await rig.handle(searcher, unloadOf(second));
    expect(existsSync(rig.path(`${second.pack}.sqlite`))).toBe(false);
  });
});

describe('a searcher that starts where another ended', () => {
  it('serves the packs that lie there, checked, and drops what is not whole', async () => {
    await using rig = new Rig();
    const first = await rig.start();
    const kept = await rig.publish(old);
    const damaged = await rig.publish(young);
    await rig.handle(first, kept);
    await rig.handle(first, damaged);
    await first.close();
    writeFileSync(rig.path(`${damaged.pack}.sqlite`), 'rubbish');
    const unknown = 'f'.repeat(64);
    for (const name of [`${unknown}.sqlite`, `${'e'.repeat(64)}.json`, `${unknown}.sqlite.part`]) {
      writeFileSync(rig.path(name), '{}');
    }
    writeFileSync(rig.path('lock'), 'not ours');
    const second = await rig.start();
    expect((await rig.search(second, kept, 'words')).all).toBe(1);
    expect(await rig.handle(second, kept)).toMatchObject([{ type: 'loaded' }]);
    expect(rig.objects.streamed.filter((key) => key === kept.key)).toHaveLength(1);
    expect(readdirSync(rig.folder.path).toSorted()).toEqual(
      [`${kept.pack}.json`, `${kept.pack}.sqlite`, 'lock'].toSorted(),
    );
  });
});
