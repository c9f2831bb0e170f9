import { describe, expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { hashShards, holds } from '#core/cluster/shard-range.ts';
import { type Content, contentBytes, contentKey, contentOf, documentOf } from '#core/crawl/content.ts';
import { UNSAID, contentHash } from '#core/crawl/extracted.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Document } from '#core/pack/document.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { incrementalEqualsFull } from './incremental-equals-full.ts';
import type { Invariant } from './invariant.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { Telling } from './testing/telling.ts';

const SHARDS = hashShards(2);
const PATHS = ['/a', '/b', '/c', '/d'];

function contentAt(path: string, body = 'green apples'): Content {
  const url = `https://site.gov${path}`;
  return contentOf({ ...UNSAID, url, title: '', body, content_type: 'text/html' });
}

const hashOf = (path: string): string => contentHash(contentAt(path));
const documentAt = (path: string, body?: string): Document => documentOf(contentAt(path, body), hashOf(path));

/** An index of two shards with these documents, and pages with content at {@link PATHS}. */
async function world(live: readonly Document[]) {
  const table = new MemoryTable();
  const objects = new MemoryObjects({ clock: { now: () => 0 } });
  const invariant = incrementalEqualsFull({ table, objects });
  const writes: Promise<unknown>[] = [];
  const storing: Pick<Invariant, 'on'> = {
    on(event: WorldEvent) {
      if (event.type === 'row' && event.after !== undefined) writes.push(table.put(event.table, event.after));
      if (event.type === 'object_put') writes.push(objects.put(event.key, event.bytes));
      return undefined;
    },
  };
  const telling = new Telling(storing, invariant);
  const head = new MadeHead('docs', telling);
  head.take('packer-1');
  const publish = async (documents: readonly Document[], reason = 'made'): Promise<void> => {
    const packs = SHARDS.map((shard) =>
      madePack(
        'docs',
        documents.filter(({ id }) => holds(shard.definition, id)),
        shard,
      ),
    );
    head.publish('packer-1', packs, { manifest: { reason } });
    await Promise.all(writes);
  };
  await publish(live);
  const pageAt = async (path: string, fields: object = {}): Promise<void> => {
    const url = `https://site.gov${path}`;
    const sk = pageKey(url);
    const hash = hashOf(path);
    const visit = { attempts: 1, failures: 0, visit_for: '', visit_owner: '', visit_until_ms: 0 };
    await table.put('pages', {
      pk: 'docs',
      sk,
      url,
      origin: 'crawl',
      state: 'present',
      content_hash: hash,
      ...visit,
      ...fields,
    });
    await objects.put(contentKey('docs', sk, hash), contentBytes(contentAt(path), hash));
  };
  for (const path of PATHS) await pageAt(path);
  const atRest = (): Promise<string | undefined> =>
    invariant.atRest?.() ?? Promise.resolve('it is not checked');
  return { head, publish, objects, pageAt, atRest };
}

const ALL = PATHS.map((path) => documentAt(path));

describe('I8', () => {
  it('lets a version pass that has what is stored of its pages, and nothing of those that are gone', async () => {
    const { pageAt, atRest } = await world(ALL);
    await pageAt('/gone', { state: 'absent' });
    await pageAt('/never-read', { state: 'unknown' });
    expect(await atRest()).toBeUndefined();
  });

  it('objects to a page that is missing in the live version', async () => {
    const { atRest } = await world(ALL.slice(1));
    expect(await atRest()).toMatch('not live: https://site.gov/a');
  });

  it('objects to a page that is live and gone', async () => {
    const { pageAt, atRest } = await world(ALL);
    await pageAt('/a', { state: 'absent' });
    expect(await atRest()).toMatch('only live: https://site.gov/a');
  });

  it('objects to older content under a newer hash', async () => {
    const { atRest } = await world([documentAt('/a', 'red apples'), ...ALL.slice(1)]);
    expect(await atRest()).toMatch('https://site.gov/a has one hash, and another body');
  });

  it('objects to content of another hash', async () => {
    const other = { ...documentAt('/a'), hash: hashOf('/other') };
    const { atRest } = await world([other, ...ALL.slice(1)]);
    expect(await atRest()).toMatch('of other content: https://site.gov/a');
  });

  it('objects to a page whose content is not there', async () => {
    const { objects, atRest } = await world(ALL);
    await objects.delete([contentKey('docs', pageKey('https://site.gov/a'), hashOf('/a'))]);
    expect(await atRest()).toMatch('is missing');
  });

  it('lets a page keep the date that it was packed with', async () => {
    const { atRest } = await world([{ ...documentAt('/a'), modified_at_ms: 5 }, ...ALL.slice(1)]);
    expect(await atRest()).toBeUndefined();
  });

  it('takes a page of which nothing is known as the live version has it', async () => {
    const { pageAt, atRest } = await world([documentAt('/a', 'red apples'), ...ALL.slice(1)]);
    await pageAt('/a', { state: 'unknown' });
    expect(await atRest()).toBeUndefined();
  });

  it('takes what a rollback put back or away as it is, and nothing else of the index', async () => {
    const { head, publish, atRest, pageAt } = await world(ALL);
    await pageAt('/b', { state: 'absent' });
    await publish([documentAt('/a'), documentAt('/c'), documentAt('/d')]);
    await publish(ALL, 'rollback to version 1');
    expect(head.row.version).toBe(3);
    expect(await atRest()).toBeUndefined();
    await pageAt('/c', { state: 'absent' });
    expect(await atRest()).toMatch('only live: https://site.gov/c');
  });

  it('takes a document for set back only until a newer version changes it', async () => {
    const { publish, atRest } = await world(ALL);
    await publish(ALL.slice(1));
    await publish(ALL, 'rollback to version 1');
    await publish(ALL.slice(1));
    expect(await atRest()).toMatch('not live: https://site.gov/a');
  });
});
