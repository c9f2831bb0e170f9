import { describe, expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { readConfig } from '#config';
import { page } from '#core/pack/testing/documents.ts';
import { register } from '#messages/register.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { Happening, WorldEvent } from '../kernel/event.ts';
import type { Invariant } from './invariant.ts';
import { replicasAndRoom } from './replicas-and-room.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { Telling } from './testing/telling.ts';

const PACK = madePack('docs', [page({ path: '/a' })]);
const HELD = { index: 'docs', shard: '0-of-1', pack: PACK.entry.pack.sha256 };
const names = queueNames('sitepack');

/** A version of one shard with the goal of two replicas, served by a router. */
async function world() {
  const table = new MemoryTable();
  const objects = new MemoryObjects({ clock: { now: () => 0 } });
  const router = { name: 'orchestrator-1#1', serving: null as number | null, isActive: true };
  const invariant = replicasAndRoom({
    config: readConfig({ SITEPACK_REPLICAS: '2' }),
    names,
    table,
    objects,
    routers: () => [
      {
        name: router.name,
        search: () => Promise.reject(new Error('nobody searches here')),
        isActive: () => router.isActive,
        serving: () => router.serving,
      },
    ],
  });
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
  head.publish('packer-1', [PACK]);
  await Promise.all(writes);
  router.serving = 1;
  let sequence = 0;
  const registers = (process: string, packs: readonly object[], more: object = {}): void => {
    sequence += 1;
    const searcher_id = `7e2b1b3e-8d0f-4a7e-9a51-0c2d5f6b9a1${process.at(-1) ?? ''}`;
    const body = JSON.stringify({
      ...register.example,
      searcher_id,
      free_space: 10,
      packs,
      sequence,
      ...more,
    });
    telling.tell(process, {
      type: 'sent',
      queue: names.of('orchestrator'),
      message_id: 'm',
      body,
      delay_ms: 0,
    });
  };
  const atRest = (): Promise<string | undefined> =>
    invariant.atRest?.() ?? Promise.resolve('it is not checked');
  return { telling, head, router, table, registers, atRest };
}

const dies: Happening = { type: 'process', change: 'crashed', roles: ['searcher'] };

describe('I7', () => {
  it('lets two replicas on three searchers pass, and one where the others have no room', async () => {
    const { registers, atRest } = await world();
    for (const process of ['searcher-1', 'searcher-2']) registers(process, [HELD]);
    registers('searcher-3', []);
    expect(await atRest()).toBeUndefined();
    registers('searcher-2', [], { free_space: 0 });
    registers('searcher-3', [], { free_space: 0 });
    expect(await atRest()).toBeUndefined();
  });

  it('objects to too few replicas while somebody has room', async () => {
    const { registers, atRest } = await world();
    registers('searcher-1', [HELD]);
    registers('searcher-2', []);
    expect(await atRest()).toMatch('has 1 replicas (searcher-1), not 2; 2 searchers could hold it');
  });

  it('does not count a searcher that died, nor what an older registration said', async () => {
    const { telling, registers, atRest } = await world();
    registers('searcher-1', [HELD]);
    registers('searcher-2', [HELD]);
    telling.tell('searcher-2', dies);
    registers('searcher-3', []);
    expect(await atRest()).toMatch('has 1 replicas (searcher-1), not 2');
    registers('searcher-3', [HELD]);
    registers('searcher-3', [], { sequence: 1 });
    expect(await atRest()).toBeUndefined();
    registers('searcher-1', [HELD], { leaving: true });
    // Sent before it died, and put off since.
    registers('searcher-2', []);
    expect(await atRest()).toBeUndefined();
  });

  it('objects to more replicas than wanted', async () => {
    const { registers, atRest } = await world();
    for (const process of ['searcher-1', 'searcher-2', 'searcher-3']) registers(process, [HELD]);
    expect(await atRest()).toMatch('has 3 replicas (searcher-1, searcher-2, searcher-3), not 2');
  });

  it('objects to a pack that no live version has', async () => {
    const { registers, atRest } = await world();
    registers('searcher-1', [HELD, { ...HELD, pack: '0'.repeat(64) }]);
    registers('searcher-2', [HELD]);
    expect(await atRest()).toMatch(
      `searcher-1 holds pack ${'0'.repeat(64)} of "docs", which no live version has`,
    );
  });

  it('objects to an active router that serves another version, and to one that serves a deleted index', async () => {
    const { registers, atRest, router, table, head } = await world();
    for (const process of ['searcher-1', 'searcher-2']) registers(process, [HELD]);
    router.serving = null;
    expect(await atRest()).toMatch('orchestrator-1#1 serves version none of "docs", and 1 is live');
    router.isActive = false;
    expect(await atRest()).toBeUndefined();
    await table.put('heads', {
      ...head.row,
      version: 2,
      manifest_key: '',
      manifest_sha256: '',
      deleted: true,
    });
    Object.assign(router, { isActive: true, serving: 1 });
    expect(await atRest()).toMatch('serves version 1 of "docs", and none is live');
  });

  it('objects to a searcher with more on its disk than fits there', async () => {
    const { telling } = await world();
    const disk = { type: 'disk', folder: 'searcher', most_bytes: 100 } as const;
    expect(telling.tell('searcher-1', { ...disk, used_bytes: 100 })).toBeUndefined();
    expect(telling.tell('searcher-1', { ...disk, used_bytes: 101 })).toMatch('searcher-1 has 101 bytes');
  });
});
