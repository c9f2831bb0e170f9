import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Row, Table } from '#ports/table.ts';
import { type Result } from './examine.ts';
import type { Ports } from './probe.ts';
import { PROBES } from './probes.ts';
import { faulty, portsOf, probe, run } from './testing/probe-ports.ts';

type Faults<Port> = (port: Port) => Partial<Port>;

describe('a port that breaks a promise is found out', () => {
  const objects: readonly (readonly [probe: string, fault: string, Faults<ObjectStore>])[] = [
    [
      'objects: round trip',
      'reads what was written first',
      (store) => {
        const first = new Map<string, Uint8Array | undefined>();
        return {
          async get(key) {
            if (!first.has(key)) first.set(key, await store.get(key));
            return first.get(key);
          },
        };
      },
    ],
    ['objects: round trip', 'deletes nothing', () => ({ delete: () => Promise.resolve() })],
    [
      'objects: listing',
      'lists backwards',
      (store) => ({
        async list(prefix, options) {
          const page = await store.list(prefix, options);
          return { ...page, objects: page.objects.toReversed() };
        },
      }),
    ],
    [
      'objects: listing',
      'forgets that there is more',
      (store) => ({
        list: async (prefix, options) => ({ objects: (await store.list(prefix, options)).objects }),
      }),
    ],
    [
      'objects: listing',
      'lists what was written only later',
      (store) => {
        let asked = 0;
        return {
          list: async (prefix, options) =>
            ++asked > 3 ? await store.list(prefix, options) : { objects: [] },
        };
      },
    ],
    [
      'objects: byte order',
      'sorts by the rules of a language',
      (store) => ({
        async list(prefix, options) {
          const page = await store.list(prefix, options);
          return { ...page, objects: [...page.objects].sort((a, b) => a.key.localeCompare(b.key)) };
        },
      }),
    ],
    ['objects: ranges', 'gives the whole object', (store) => ({ stream: (key) => store.stream(key) })],
    [
      'objects: large',
      'ends early',
      (store) => ({ stream: (key) => store.stream(key, { to: 8 * 2 ** 20 }) }),
    ],
    [
      'objects: put if absent',
      'ignores the condition',
      (store) => ({
        async putIfAbsent(key, body) {
          await store.put(key, body);
          return true;
        },
      }),
    ],
    [
      'objects: clock',
      'is an hour behind',
      (store) => ({
        async head(key) {
          const info = await store.head(key);
          return info === undefined ? undefined : { ...info, modified_ms: info.modified_ms - 3_600_000 };
        },
      }),
    ],
  ];
  const tables: readonly (readonly [probe: string, fault: string, Faults<Table>])[] = [
    [
      'tables: round trip',
      'reads an old state',
      (table) => {
        let before: Row | undefined;
        return {
          async get(name, key) {
            const stale = before;
            before = await table.get(name, key);
            return stale;
          },
        };
      },
    ],
    [
      'tables: one winner',
      'makes rows without a condition',
      (table) => ({ put: (name, row) => table.put(name, row) }),
    ],
    [
      'tables: one winner',
      'changes rows without a condition',
      (table) => ({ update: (name, key, changes) => table.update(name, key, changes) }),
    ],
    [
      'tables: conditions',
      'changes rows without a condition',
      (table) => ({ update: (name, key, changes) => table.update(name, key, changes) }),
    ],
    [
      'tables: conditions',
      'deletes rows without a condition',
      (table) => ({ delete: (name, key) => table.delete(name, key) }),
    ],
    [
      'tables: conditions',
      'says that every row was new',
      () => ({ insertNew: (_, rows) => Promise.resolve(rows.map(() => true)) }),
    ],
    [
      'tables: order',
      'knows no backwards',
      (table) => ({ query: (name, query) => table.query(name, { ...query, reverse: false }) }),
    ],
    [
      'tables: order',
      'forgets that there is more',
      (table) => ({ query: async (name, query) => ({ rows: (await table.query(name, query)).rows }) }),
    ],
    [
      'tables: sparse index',
      'has an index that is behind',
      (table) => ({
        query: async (name, query) => (query.sparse === true ? { rows: [] } : await table.query(name, query)),
      }),
    ],
    [
      'tables answer',
      'is not there',
      () => ({ get: () => Promise.reject(new Error('connect ECONNREFUSED')) }),
    ],
  ];
  /** Nobody waits for what will not come. */
  const impatient: Faults<Queue> = (queue) => ({
    receive: (name, options) => queue.receive(name, { ...options, wait_ms: Math.min(options.wait_ms, 100) }),
  });
  const queues: readonly (readonly [probe: string, fault: string, Faults<Queue>])[] = [
    [
      'queues: round trip',
      'loses a message',
      (queue) => ({
        ...impatient(queue),
        send: async (name, messages) => [...(await queue.send(name, messages.slice(1))), 'lost'],
      }),
    ],
    [
      'queues: round trip',
      'changes texts',
      (queue) => ({
        send: (name, messages) =>
          queue.send(
            name,
            messages.map((message) => ({ ...message, body: message.body.replaceAll('ž', '?') })),
          ),
      }),
    ],
    [
      'queues: every character',
      'takes letters alone',
      (queue) => ({
        send: (name, messages) =>
          queue.send(
            name,
            messages.map((message) => ({ ...message, body: message.body.replaceAll(/\P{L}/gu, '') })),
          ),
      }),
    ],
    [
      'queues: visibility',
      'does not hide',
      (queue) => ({ receive: (name, options) => queue.receive(name, { ...options, visibility_ms: 0 }) }),
    ],
    [
      'queues: visibility',
      'loses what was received',
      (queue) => ({
        ...impatient(queue),
        receive: (name, options) =>
          queue.receive(name, { ...options, wait_ms: Math.min(options.wait_ms, 100), visibility_ms: 60_000 }),
      }),
    ],
    ['queues: visibility', 'deletes nothing', () => ({ delete: () => Promise.resolve() })],
    [
      'queues: hand back',
      'does not take back',
      (queue) => ({ ...impatient(queue), extend: () => Promise.resolve() }),
    ],
    [
      'queues: delay',
      'knows no delay',
      (queue) => ({
        send: (name, messages) =>
          queue.send(
            name,
            messages.map((message) => ({ ...message, delay_ms: 0 })),
          ),
      }),
    ],
    [
      'queues: FIFO order',
      'knows no groups',
      (queue) => ({
        send: (name, messages) =>
          queue.send(
            name,
            messages.map((message) => ({ ...message, group: message.body })),
          ),
      }),
    ],
    [
      'queues: FIFO doubles',
      'takes doubles',
      (queue) => {
        let sent = 0;
        return {
          send: (name, messages) =>
            queue.send(
              name,
              messages.map((message) => ({ ...message, dedup_id: String(++sent) })),
            ),
        };
      },
    ],
    [
      'queues: FIFO doubles',
      'drops equal texts',
      (queue) => ({
        send: (name, messages) =>
          queue.send(
            name,
            messages.map((message) => ({ ...message, dedup_id: message.body })),
          ),
      }),
    ],
    ['queues: times', 'takes nothing', (queue) => ({ ...impatient(queue), send: () => Promise.resolve([]) })],
  ];

  const verdict = async (
    name: string,
    fault: (ports: Ports) => Partial<Ports>,
  ): Promise<Result | undefined> => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const [result] = await run({ ...ports, ...fault(ports) }, [probe(name)]);
    return result;
  };
  const bad = expect.objectContaining({
    state: expect.stringMatching(/^(failed|warning)$/),
    seen: expect.stringMatching(/^(?!no end)/),
    why: expect.any(String),
    remedy: expect.any(String),
  });

  it.concurrent.each(objects)('%s: a store that %s', async (name, _, fault) => {
    expect(
      await verdict(name, (ports) => ({ objects: faulty(ports.objects, fault(ports.objects)) })),
    ).toEqual(bad);
  });
  it.concurrent.each(tables)('%s: a table that %s', async (name, _, fault) => {
    expect(await verdict(name, (ports) => ({ table: faulty(ports.table, fault(ports.table)) }))).toEqual(bad);
  });
  it.concurrent.each(queues)('%s: a queue that %s', async (name, _, fault) => {
    expect(await verdict(name, (ports) => ({ queue: faulty(ports.queue, fault(ports.queue)) }))).toEqual(bad);
  });

  it('has a canary for each probe of a port', () => {
    const held = new Set([...objects, ...tables, ...queues].map(([name]) => name));
    const about_ports = PROBES.map(({ name }) => name).filter((name) => name.includes(': '));
    const times = ['tables: times', 'objects: times'];
    expect(about_ports.filter((name) => !held.has(name))).toEqual(times);
  });
});
