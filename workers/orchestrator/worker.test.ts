import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Manifest } from '#core/pack/manifest.ts';
import { manifestKey } from '#core/pack/manifest.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { FaultyTable } from '#core/lease/testing/faulty-table.ts';
import { headKey } from '#core/tables/heads.ts';
import { readOrchestrator } from '#core/tables/nodes.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import { checkMessage } from '#messages/registry.ts';
import { Outbox } from '#runtime/outbox.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { childOf } from '#runtime/trace.ts';
import type { Handling } from '#runtime/worker.ts';
import { Control } from './control.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';
import { FaultyQueue } from './testing/faulty-queue.ts';
import { clusterRules, orchestratorWorker } from './worker.ts';

const HEARTBEAT_MS = 2000;
const LEASE_MS = 9000;
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const log = pino({ level: 'silent' });
const config = {
  prefix: 'sitepack',
  heartbeat_ms: HEARTBEAT_MS,
  lease_ms: LEASE_MS,
  handler_timeout_ms: 60_000,
  replicas: 1,
  search_timeout_ms: 2000,
};

const trace = childOf(undefined, new CountingRandom());

function world() {
  const clock = new VirtualClock();
  const random = new CountingRandom();
  const queue = new FaultyQueue({ clock, random });
  return { clock, random, queue, table: new FaultyTable(), objects: new FaultyObjects() };
}
type World = ReturnType<typeof world>;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** One orchestrator process. */
function start(ports: World, endpoint = 'http://one') {
  const outbox = new Outbox({ ...ports, names: queueNames(config.prefix) });
  const control = new Control({ ...ports, outbox, log, prefix: config.prefix, rules: clusterRules(config) });
  const searches = { name: 'search log', run: () => Promise.resolve() };
  const worker = orchestratorWorker({ ...ports, log, control, searches, endpoint: () => endpoint, config });
  const stopping = new AbortController();
  const handling: Handling = {
    signal: stopping.signal,
    log,
    message_id: 'the message',
    origin: { cause: 'the message', trace },
    receive_count: 1,
    send: () => Promise.reject(new Error('the orchestrator sends to searchers alone')),
  };
  const running = Promise.all((worker.background ?? []).map((loop) => loop.run(handling)));
  const stop = async () => {
    stopping.abort();
    await ports.clock.advance(LEASE_MS);
    await running;
  };
  stops.push(stop);
  const { register, update, loaded } = worker.handlers;
  const handle = async (message: Message): Promise<void> => {
    if (message.type === 'register') await register?.(message, handling);
    else if (message.type === 'update') await update?.(message, handling);
    else if (message.type === 'loaded') await loaded?.(message, handling);
    else throw new Error(`no test sends ${message.type}`);
  };
  return { control, worker, stop, handle };
}

/** Publishes a version with one shard for each content. */
async function publish(
  ports: World,
  index: string,
  version: number,
  contents: readonly string[],
  parent: Manifest['parent'] = null,
) {
  const hash = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
  const manifest: Manifest = {
    format: 1,
    index,
    version,
    parent,
    fence: 1,
    created_at_ms: 0,
    reason: 'test',
    shards: contents.map((content, n) => ({
      name: `${n}-of-${contents.length}`,
      definition: { kind: 'hash', from: 0, to: 1 },
      pack: {
        sha256: hash(content),
        key: `packs/${hash(content)}`,
        bytes: 2 ** 20,
        compressed_bytes: 1,
        documents: 1,
      },
    })),
  };
  const body = Buffer.from(JSON.stringify(manifest));
  const link = { key: manifestKey(index, version, hash(body)), sha256: hash(body) };
  await ports.objects.put(link.key, body);
  await ports.table.put('heads', {
    ...headKey(index),
    version,
    manifest_key: link.key,
    manifest_sha256: link.sha256,
    deleted: false,
    lease_owner: '',
    lease_sequence: 1,
    fence: 1,
  });
  return { manifest, link };
}

function registration(searcher_id: string, more: Partial<MessageOf<'register'>> = {}): MessageOf<'register'> {
  return {
    type: 'register',
    searcher_id,
    free_space: 100,
    endpoint: `http://${searcher_id}`,
    packs: [],
    sequence: 1,
    ...more,
  };
}

function holding(searcher_id: string, manifest: Manifest): MessageOf<'register'> {
  const packs = manifest.shards.map(({ name, pack }) => ({
    index: manifest.index,
    shard: name,
    pack: pack.sha256,
  }));
  return registration(searcher_id, { packs });
}

const queueOf = (searcher: string) => `sitepack-searcher-${searcher}`;

/** What a searcher was told, checked against the schemas. */
async function told(ports: World, searcher: string): Promise<Message[]> {
  return (await ports.queue.take(queueOf(searcher))).map(checkMessage);
}

describe('the orchestrator', () => {
  it('tells a searcher to load what was published, and moves the map when it is loaded', async () => {
    const ports = world();
    const { control, handle } = start(ports);
    await ports.clock.settle();
    await handle(registration(A));
    await publish(ports, 'x', 1, ['content']);
    await handle({ type: 'update', index: 'x', version: 1, id: 'the update' });
    expect(control.map('x')).toBe('not_ready');
    const [load] = await told(ports, A);
    expect(load).toMatchObject({
      type: 'load',
      index: 'x',
      shard: '0-of-1',
      epoch: 1,
      cause: 'the message',
      traceparent: expect.stringContaining(trace.trace_id),
      id: expect.any(String),
    });
    if (load?.type !== 'load') throw new Error('no load');
    await handle({
      type: 'loaded',
      searcher_id: A,
      index: 'x',
      shard: load.shard,
      pack: load.pack,
      free_space: 99,
    });
    expect(control.map('x')).toMatchObject({
      version: 1,
      shards: [{ replicas: [{ searcher: A, endpoint: `http://${A}` }] }],
    });
    expect(control.map('y')).toBe('unknown');
    expect(control.issues()).toEqual([]);
    expect(control.snapshot()).toMatchObject({ epoch: 1, searchers: [{ id: A, free_mb: 99 }] });
  });

  it('finds by its sweep what no message told it: versions, and deletions', async () => {
    const ports = world();
    const { control, handle } = start(ports);
    await ports.clock.settle();
    await handle(registration(A));
    await publish(ports, 'x', 1, ['content']);
    await ports.clock.advance(2 * HEARTBEAT_MS);
    expect(await told(ports, A)).toMatchObject([{ type: 'load' }]);
    await ports.table.update('heads', headKey('x'), { set: { deleted: true, version: 2 } });
    await ports.clock.advance(2 * HEARTBEAT_MS);
    expect(control.map('x')).toBe('unknown');
  });

  it('says where it can be reached', async () => {
    const ports = world();
    start(ports, 'http://one:8080');
    await ports.clock.settle();
    expect(await readOrchestrator(ports.table)).toMatchObject({ endpoint: 'http://one:8080', epoch: 1 });
  });

  it('shows a manifest that is broken as an issue, and goes on with the version before', async () => {
    const ports = world();
    const { manifest } = await publish(ports, 'x', 1, ['content']);
    const { control, handle } = start(ports);
    await ports.clock.settle();
    await handle(holding(A, manifest));
    await ports.clock.advance(2 * HEARTBEAT_MS);
    const { link } = await publish(ports, 'x', 2, ['other']);
    await ports.objects.put(link.key, Buffer.from('{}'));
    await handle({ type: 'update', index: 'x', version: 2 });
    expect(control.issues()).toMatchObject([{ code: 'bad_manifest', index: 'x' }]);
    expect(control.map('x')).toMatchObject({ version: 1 });
  });

  it('sends again what could not be sent', async () => {
    const ports = world();
    const { handle } = start(ports);
    await ports.clock.settle();
    await handle(registration(A));
    await publish(ports, 'x', 1, ['content']);
    ports.queue.before = () => Promise.reject(new Error('the queue is down'));
    await handle({ type: 'update', index: 'x', version: 1 });
    ports.queue.before = () => Promise.resolve();
    await ports.clock.advance(HEARTBEAT_MS);
    expect(await told(ports, A)).toMatchObject([{ type: 'load' }]);
  });

  it('takes a searcher without a queue for lost, and places its packs elsewhere', async () => {
    const ports = world();
    const { control, handle } = start(ports);
    await ports.clock.settle();
    await handle(registration(A, { free_space: 1000 }));
    await handle(registration(B));
    await ports.queue.remove(queueOf(A));
    await publish(ports, 'x', 1, ['content']);
    await handle({ type: 'update', index: 'x', version: 1 });
    expect(await told(ports, B)).toMatchObject([{ type: 'load' }]);
    expect(control.hasSearcher(A)).toBe(false);
  });

  it('removes the queues of searchers that left, were silent, or were killed while nobody looked, but no dead letters', async () => {
    const ports = world();
    await ports.queue.create(queueOf(B));
    await ports.queue.create(`${queueOf(B)}-dead`);
    await ports.queue.create(`${queueOf(A)}-dead`);
    await ports.queue.send(`${queueOf(A)}-dead`, [{ body: 'poison' }]);
    const { handle } = start(ports);
    await ports.clock.settle();
    await handle(registration(A));
    await handle(registration(A, { leaving: true, sequence: 2 }));
    expect(await ports.queue.list(queueOf(A))).toEqual([`${queueOf(A)}-dead`]);
    await handle(registration(A, { sequence: 3 }));
    await ports.clock.advance(60 * HEARTBEAT_MS);
    expect(await ports.queue.list('sitepack-searcher-')).toEqual([`${queueOf(A)}-dead`]);
  });

  it('moves a pack when it is asked to, and says why it cannot', async () => {
    const ports = world();
    const { manifest } = await publish(ports, 'x', 1, ['content']);
    const pack = manifest.shards[0]?.pack.sha256 ?? '';
    const { control, handle } = start(ports);
    await ports.clock.settle();
    await handle(holding(A, manifest));
    await handle(registration(B));
    await ports.clock.advance(2 * HEARTBEAT_MS);
    await control.move({ index: 'x', pack, from: A, to: B });
    expect(await told(ports, B)).toMatchObject([{ type: 'load', pack }]);
    await handle({ type: 'loaded', searcher_id: B, index: 'x', shard: '0-of-1', pack, free_space: 99 });
    expect(await told(ports, A)).toMatchObject([{ type: 'unload', pack }]);
    expect(control.map('x')).toMatchObject({ shards: [{ replicas: [{ searcher: B }] }] });
    await expect(control.move({ index: 'x', pack, from: A, to: B })).rejects.toMatchObject({
      code: 'not_held',
    });
  });
});

describe('a cold start', () => {
  it('waits for searchers, and leaves packs where they are', async () => {
    const ports = world();
    const { manifest } = await publish(ports, 'x', 1, ['one', 'two']);
    const { control, handle } = start(ports);
    await ports.clock.advance(HEARTBEAT_MS);
    await handle(registration(B, { free_space: 1000 }));
    await handle(holding(A, manifest));
    expect(control.map('x')).toMatchObject({ version: 1 });
    await ports.clock.advance(3 * HEARTBEAT_MS);
    expect(await told(ports, A)).toEqual([]);
    expect(await told(ports, B)).toEqual([]);
  });

  it('serves the version before while the newest is on no searcher yet', async () => {
    const ports = world();
    const first = await publish(ports, 'x', 1, ['one']);
    const second = await publish(ports, 'x', 2, ['two'], first.link);
    await publish(ports, 'x', 3, ['three'], second.link);
    const { control, handle } = start(ports);
    await ports.clock.settle();
    await handle(holding(A, first.manifest));
    await ports.clock.advance(2 * HEARTBEAT_MS);
    expect(control.map('x')).toMatchObject({ version: 1 });
    expect(await told(ports, A)).toMatchObject([{ type: 'load' }]);
  });

  it('goes on trying while the store cannot be read', async () => {
    const ports = world();
    await publish(ports, 'x', 1, ['one']);
    ports.objects.before = () => Promise.reject(new Error('the store is down'));
    const { handle } = start(ports);
    await ports.clock.settle();
    await handle(registration(A));
    await ports.clock.advance(3 * HEARTBEAT_MS);
    expect(await told(ports, A)).toEqual([]);
    ports.objects.before = () => Promise.resolve();
    await handle(registration(A, { sequence: 2 }));
    await ports.clock.advance(3 * HEARTBEAT_MS);
    expect(await told(ports, A)).toMatchObject([{ type: 'load' }]);
  });
});

describe('of two orchestrators', () => {
  it('one is active, and the other consumes nothing until the first one ends', async () => {
    const ports = world();
    const one = start(ports, 'http://one');
    await ports.clock.settle();
    const two = start(ports, 'http://two');
    await ports.clock.advance(5 * LEASE_MS);
    expect([one, two].map(({ worker }) => worker.active?.())).toEqual([true, false]);
    await expect(two.handle(registration(A))).rejects.toMatchObject({ name: 'RetryLater' });
    expect(two.control.map('x')).toBe('not_ready');
    await one.stop();
    expect([one, two].map(({ worker }) => worker.active?.())).toEqual([false, true]);
    expect(await readOrchestrator(ports.table)).toMatchObject({ endpoint: 'http://two', epoch: 2 });
  });

  it('the one that loses its lease stops, answers queries from what it knew for a while, and takes its turn again', async () => {
    const ports = world();
    const { manifest } = await publish(ports, 'x', 1, ['content']);
    const one = start(ports);
    await ports.clock.settle();
    await one.handle(holding(A, manifest));
    await ports.clock.advance(2 * HEARTBEAT_MS);
    ports.table.fate = () => 'throws';
    await ports.clock.advance(LEASE_MS);
    expect(one.worker.active?.()).toBe(false);
    expect(one.control.map('x')).toMatchObject({ version: 1 });
    expect(one.control.hindrance()).toBeDefined();
    ports.table.fate = () => 'done';
    await ports.clock.advance(2 * LEASE_MS);
    expect(one.worker.active?.()).toBe(true);
    expect(one.control.snapshot().epoch).toBe(2);
    expect(one.control.hindrance()).toBeUndefined();
  });
});
