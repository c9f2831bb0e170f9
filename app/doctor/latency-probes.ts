import { must, type Ports, type Probe } from './probe.ts';
import { PROBED_TABLE, type Workplace } from './workplace.ts';

const ROUNDS = 11;

/** How long one call takes, for people: no figure is wrong. */
export const LATENCY_PROBES: readonly Probe[] = [
  {
    name: 'queues: times',
    needs: ['queues'],
    why: 'workers cannot work',
    remedy: 'see the errors above',
    run: queueTimes,
  },
  {
    name: 'tables: times',
    needs: ['tables'],
    why: 'workers cannot work',
    remedy: 'see the errors above',
    async run(ports, workplace) {
      const { table } = ports;
      const key = workplace.row('times');
      return await medians(ports, {
        put: (n) => table.put(PROBED_TABLE, { ...key, n }),
        get: () => table.get(PROBED_TABLE, key),
        update: (n) => table.update(PROBED_TABLE, key, { set: { n: n + 1 } }, { n }),
      });
    },
  },
  {
    name: 'objects: times',
    needs: ['objects'],
    why: 'workers cannot work',
    remedy: 'see the errors above',
    async run(ports, workplace) {
      const { objects } = ports;
      const key = workplace.object('times');
      const body = Buffer.alloc(10_000, 'page');
      return await medians(ports, {
        'put of 10 KB': () => objects.put(key, body),
        get: () => objects.get(key),
        list: () => objects.list(key),
      });
    },
  },
];

async function queueTimes(ports: Ports, workplace: Workplace): Promise<string> {
  const { queue } = ports;
  const q = await workplace.queue('times');
  let receipt = '';
  return await medians(ports, {
    send: () => queue.send(q, [{ body: 'x' }]),
    async receive() {
      const [got] = await queue.receive(q, { max: 1, wait_ms: 5000, visibility_ms: 60_000 });
      must(got !== undefined, 'a message that was sent does not come');
      ({ receipt } = got);
    },
    delete: () => queue.delete(q, [receipt]),
  });
}

/** Makes the calls in their order, several rounds of it. */
async function medians(
  { clock }: Pick<Ports, 'clock'>,
  calls: Readonly<Record<string, (round: number) => Promise<unknown>>>,
): Promise<string> {
  const times = Object.entries(calls).map(([name, call]) => ({ name, call, taken: Array<number>() }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { call, taken } of times) {
      const begun = clock.monotonic();
      await call(round);
      taken.push(clock.monotonic() - begun);
    }
  }
  return times
    .map(({ name, taken }) => `${name} ${told(taken.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0)} ms`)
    .join(', ');
}

function told(ms: number): string {
  return ms < 10 ? ms.toPrecision(2) : String(Math.round(ms));
}
