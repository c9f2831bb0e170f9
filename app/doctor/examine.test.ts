import { describe, expect, it } from 'vitest';
import { readConfig } from '#config';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Row, Table } from '#ports/table.ts';
import { examine, isHealthy, type Result } from './examine.ts';
import { settingsFinding } from './installation-probes.ts';
import { nodeFinding, roomFinding } from './machine-probes.ts';
import type { Probe } from './probe.ts';
import { PROBES } from './probes.ts';
import { faulty, portsOf, probe, run } from './testing/probe-ports.ts';

/** As adapters of AWS raise it: what the service said is its cause. */
function refusal(code: string, status = 400): Error {
  const said = Object.assign(new Error('No'), { $metadata: { httpStatusCode: status } });
  return Object.assign(new Error(`refused: ${code}`, { cause: said }), { code });
}

describe('one cause is told once', () => {
  const aws = readConfig({ SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'b-1', SITEPACK_PREFIX: 'test' });
  /** Each call to a port fails like this. */
  const away = <Port extends object>(port: Port, error: Error): Port =>
    new Proxy(port, { get: () => () => Promise.reject(error) });
  const failedIn = (results: readonly Result[]) =>
    results.filter(({ state }) => state === 'failed').map(({ name, seen }) => [name, seen]);
  /** Machine, proxy and settings are left out: what they are is not at issue. */
  const probes = PROBES.slice(4).filter(({ name }) => name !== 'settings');

  it.each(['region_missing', 'credentials_missing', 'credentials_refused'])(
    'no service does anything: %s',
    async (code) => {
      const { embedded: opened, ...ports } = await portsOf();
      await using _ = opened;
      const error = refusal(code, 403);
      const { queue, table, objects } = ports;
      const nowhere = { queue: away(queue, error), table: away(table, error), objects: away(objects, error) };
      const results = await run({ ...ports, ...nowhere, config: aws }, probes);
      expect(failedIn(results)).toEqual([['region, credentials', `Error: refused: ${code}`]]);
      const others = results.filter(({ name }) => !['region, credentials', 'set up'].includes(name));
      expect(others.length).toBeGreaterThan(25);
      for (const other of others)
        expect(other).toMatchObject({
          state: 'skipped',
          seen: 'because of "region, credentials"',
          why: null,
          remedy: null,
        });
      expect(results.map(({ name }) => name)).not.toContain('cleaned up');
      expect(isHealthy(results, probes)).toBe(false);
    },
  );

  it('nobody listens where services are', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const error = new AggregateError([new Error('connect ECONNREFUSED ::1:9\n')], '');
    const { queue, table, objects } = ports;
    const nowhere = { queue: away(queue, error), table: away(table, error), objects: away(objects, error) };
    const results = await run({ ...ports, ...nowhere, config: aws }, probes);
    expect(failedIn(results)).toEqual(
      ['queues', 'tables', 'objects'].map((service) => [
        `${service} answer`,
        'Error: connect ECONNREFUSED ::1:9',
      ]),
    );
    expect(results.filter(({ state }) => state === 'ok')).toEqual([]);
    expect(results.find(({ name }) => name === 'tables answer')?.remedy).toContain(
      'AWS_ENDPOINT_URL_DYNAMODB',
    );
    expect(results.map(({ name }) => name)).not.toContain('cleaned up');
  });

  it('one of three services is away, and the others are looked at', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const table = away(ports.table, new Error('socket hang up'));
    const found = await run(
      { ...ports, table, config: aws },
      probes.filter(({ name }) => !name.startsWith('queues: ')),
    );
    expect(failedIn(found)).toEqual([['tables answer', 'Error: socket hang up']]);
    expect(found.find(({ name }) => name === 'set up')).toMatchObject({
      state: 'ok',
      seen: '10 queues, a place for objects',
    });
    const states = (prefix: string) =>
      new Set(found.filter(({ name }) => name.startsWith(prefix)).map(({ state }) => state));
    expect([...states('tables: ')]).toEqual(['skipped']);
    expect([...states('objects: ')]).toEqual(['ok']);
  });

  it('nothing is set up', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    for (const name of ports.names.all) await ports.queue.remove(name);
    const table = away(ports.table, refusal('table_missing'));
    const objects = away(ports.objects, refusal('bucket_missing', 404));
    const results = await run({ ...ports, table, objects, config: aws }, probes);
    expect(failedIn(results)).toEqual([
      ['set up', 'there is none of the 10 queues; none of the 9 tables; no bucket b-1'],
    ]);
    const of = (name: string) => results.find((result) => result.name === name);
    expect(of('set up')?.remedy).toContain('run "sitepack setup"');
    for (const name of ['dead letters', 'queues as set up', 'tables: order', 'objects: ranges'])
      expect(of(name)).toMatchObject({ state: 'skipped', seen: 'because of "set up"' });
    // These work in queues of their own.
    expect(of('queues: round trip')).toMatchObject({ state: 'ok' });
  });
});

describe('what is not there or waits', () => {
  it('queues that are missing are named', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    await ports.queue.remove('test-crawl');
    const probes = ['set up', 'dead letters', 'tables: order'].map(probe);
    expect(await run(ports, probes)).toMatchObject([
      { state: 'failed', seen: 'there is no queue test-crawl', remedy: expect.stringContaining('setup') },
      { name: 'dead letters', state: 'skipped' },
      { name: 'tables: order', state: 'ok' },
    ]);
  });

  it('queues that are otherwise than set up are told, if that can be seen', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const aws = { ...ports, config: readConfig({ SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'b-1' }) };
    const described = async (...problems: { queue: string; problem: string }[]) => {
      const describeQueues = async function* () {
        yield* problems;
      };
      return await run({ ...aws, describeQueues }, [probe('queues as set up')]);
    };
    expect(await run(aws, [probe('queues as set up')])).toMatchObject([{ state: 'skipped' }]);
    expect(await described()).toMatchObject([{ state: 'ok' }]);
    expect(await described({ queue: 'q', problem: 'has no redrive' })).toMatchObject([
      { state: 'warning', seen: 'q: has no redrive' },
    ]);
  });

  it('dead letters are counted', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    await ports.queue.send('test-crawl-dead', [{ body: 'a' }, { body: 'b' }]);
    const [result] = await run(ports, [probe('dead letters')]);
    expect(result).toMatchObject({ state: 'warning', seen: '2 in test-crawl-dead' });
  });
});

describe('an examination', () => {
  const endless: Probe = {
    name: 'endless',
    why: 'it never ends',
    remedy: 'none',
    timeout_ms: 20,
    run: () => new Promise<string>(() => undefined),
  };
  const fine: Probe = { name: 'fine', why: '', remedy: '', run: () => Promise.resolve('all is well') };

  it('goes on after a probe that does not end', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const probes = [endless, fine];
    const results = await run(ports, probes);
    expect(results).toMatchObject([
      { name: 'endless', state: 'failed', seen: 'no end after 0.02 s', why: 'it never ends' },
      { name: 'fine', state: 'ok', seen: 'all is well', why: null, remedy: null },
    ]);
    expect(isHealthy(results, probes)).toBe(false);
    expect(isHealthy(results, [fine])).toBe(true);
    expect(isHealthy(await run(ports, [{ ...endless, minor: true }]), [endless])).toBe(true);
  });

  it('ends after the probe that is under way when it is interrupted', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const stop = new AbortController();
    const begun: string[] = [];
    const found = examine(ports, [fine, endless], {
      signal: stop.signal,
      onBegin: (name) => void begun.push(name),
    });
    for await (const result of found) {
      expect(result.name).toBe('fine');
      stop.abort();
    }
    expect(begun).toEqual(['fine']);
    expect(isHealthy([], [fine])).toBe(false);
  });

  it('skips what needs a queue that the caller may not make; what workers do must be allowed', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const denied = Object.assign(new Error('no sqs:CreateQueue'), { name: 'AccessDenied' });
    const refuse = () => Promise.reject(new Error('it could not be done', { cause: denied }));
    const queue = faulty<Queue>(ports.queue, { create: refuse });
    const table = faulty<Table>(ports.table, { put: refuse });
    expect(
      await run({ ...ports, queue, table }, [probe('queues: delay'), probe('tables: round trip')]),
    ).toMatchObject([
      {
        state: 'skipped',
        seen: expect.stringContaining('it could not be done'),
        remedy: expect.stringContaining('credentials'),
      },
      { state: 'failed', seen: 'Error: it could not be done' },
    ]);
  });

  it('removes what its probes left, and says what it could not remove', async () => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const rows: Row[] = [];
    const table = faulty<Table>(ports.table, {
      put: (name, row, expected) => (rows.push(row), ports.table.put(name, row, expected)),
    });
    const probes = ['tables: order', 'objects: listing', 'queues: hand back'].map(probe);
    expect((await run({ ...ports, table }, probes)).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(rows.length).toBeGreaterThan(5);
    for (const { pk } of rows) expect((await ports.table.query('nodes', { pk })).rows).toEqual([]);
    expect((await ports.objects.list('doctor/')).objects).toEqual([]);
    expect(await ports.queue.list('test-doctor')).toEqual([]);

    const queue = faulty<Queue>(ports.queue, { remove: () => Promise.reject(new Error('in use')) });
    const results = await run({ ...ports, queue }, [probe('queues: hand back')]);
    expect(results.at(-1)).toMatchObject({
      name: 'cleaned up',
      state: 'warning',
      seen: expect.stringMatching(/left behind: queue test-doctor-\w+-back \(Error: in use\)/),
    });
  });
});

it('what could not be written is not told to be left behind', async () => {
  const { embedded: opened, ...ports } = await portsOf();
  await using _ = opened;
  const no = () => Promise.reject(new Error('no'));
  const table = faulty<Table>(ports.table, { put: no, delete: no });
  const objects = faulty<ObjectStore>(ports.objects, { put: no, list: no });
  const queue = faulty<Queue>(ports.queue, { create: no, remove: no });
  const probes = ['tables: order', 'objects: listing', 'queues: hand back'].map(probe);
  expect((await run({ ...ports, table, objects, queue }, probes)).map(({ name }) => name)).toEqual(
    probes.map(({ name }) => name),
  );
  const stuck = faulty<Table>(ports.table, { delete: no });
  expect((await run({ ...ports, table: stuck }, probes)).at(-1)).toMatchObject({
    name: 'cleaned up',
    seen: expect.stringMatching(/left behind: row "doctor \w+" order .* \(Error: no\)/),
  });
});

describe('the proxy', () => {
  it.each([
    ['answers', () => Promise.resolve('it answers'), { state: 'ok', seen: 'it answers' }],
    ['is away', () => Promise.reject(new Error('away')), { state: 'failed', seen: 'Error: away' }],
    ['is not set', undefined, { state: 'ok', seen: 'none is set' }],
  ])('that %s', async (_what, askProxy, found) => {
    const { embedded: opened, ...ports } = await portsOf();
    await using _ = opened;
    const asked = askProxy === undefined ? ports : { ...ports, askProxy };
    expect(await run(asked, [probe('proxy')])).toMatchObject([found]);
  });
});

describe('settings and machine', () => {
  it.each([
    [{ SITEPACK_VISIBILITY_MS: '2000' }, /SITEPACK_VISIBILITY_MS=2000: a process that pauses/],
    [{ SITEPACK_HANDLER_TIMEOUT_MS: '15000' }, /longer than SITEPACK_HANDLER_TIMEOUT_MS=15000/],
    [{ SITEPACK_FETCH_TIMEOUT_MS: '120000' }, /not below SITEPACK_HANDLER_TIMEOUT_MS/],
    [
      { SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'b-1', SITEPACK_LEASE_MS: '2000' },
      /SITEPACK_LEASE_MS=2000/,
    ],
    [{ SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'b-1' }, /cannot reach searchers/],
    [{ SITEPACK_HOST: '0.0.0.0', SITEPACK_KEY: 'k'.repeat(16) }, /no SITEPACK_PUBLIC_HOSTS/],
  ])('%j is odd', (env, seen) => {
    expect(settingsFinding(readConfig(env))).toMatchObject({
      state: 'warning',
      seen: expect.stringMatching(seen),
    });
  });

  it('the defaults are not odd, nor are those of a cluster', () => {
    expect(settingsFinding(readConfig({}))).toBe('nothing odd');
    const cluster = {
      SITEPACK_BACKEND: 'aws',
      SITEPACK_BUCKET: 'b-1',
      SITEPACK_HOST: '0.0.0.0',
      SITEPACK_KEY: 'k'.repeat(16),
      SITEPACK_PUBLIC_HOSTS: 'search.site.gov',
    };
    expect(settingsFinding(readConfig(cluster))).toBe('nothing odd');
  });

  it('an old Node fails, and a small disk', () => {
    expect(nodeFinding('22.19.0')).toMatchObject({ state: 'failed' });
    expect(nodeFinding('24.0.0')).toBe('Node 24.0.0');
    const config = { space_mb: 5000, data: '/d' };
    expect(roomFinding(100, config)).toMatchObject({ state: 'failed' });
    expect(roomFinding(4000, config)).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining('5000'),
    });
    expect(roomFinding(1000, { ...config, space_mb: 0 })).toMatchObject({ state: 'warning' });
    expect(roomFinding(8000, config)).toBe('8000 MB free in /d');
  });
});
