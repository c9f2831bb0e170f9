import { TABLES } from '#core/tables/row.ts';
import { QueueMissing } from '#ports/queue.ts';
import { type Service, codeOf } from './first-call.ts';
import type { Finding, Ground, Ports, Probe } from './probe.ts';
import type { Workplace } from './workplace.ts';

export const SET_UP =
  'run "sitepack setup", with the same SITEPACK_PREFIX and SITEPACK_BUCKET as the workers';

/** What "sitepack setup" makes, in one probe: whatever of it is absent, one command makes it. */
export const SET_UP_PROBE: Probe = {
  name: 'set up',
  gives: ['tables', 'objects', 'set up: queues'],
  why: 'workers fail at their first message, row or object',
  remedy: SET_UP,
  async run(ports, workplace) {
    const found: string[] = [];
    const absent: string[] = [];
    const lacking: Ground[] = [];
    for (const { service, ground, look } of PARTS) {
      // That it does not answer is told already.
      if (!(await workplace.firstCall(service)).answered) continue;
      const { kind, all, missing } = await look(ports, workplace);
      if (missing.length === 0) {
        found.push(kind === 'bucket' ? 'a place for objects' : `${all.length} ${kind}s`);
        continue;
      }
      lacking.push(ground);
      const none = missing.length === all.length && all.length > 1;
      absent.push(none ? `none of the ${all.length} ${kind}s` : `no ${kind} ${missing.join(', ')}`);
    }
    return finding(found, absent, lacking);
  },
};

function finding(found: string[], absent: string[], lacking: Ground[]): Finding | string {
  if (absent.length > 0) return { state: 'failed', seen: `there is ${absent.join('; ')}`, lacking };
  if (found.length > 0) return found.join(', ');
  return { state: 'skipped', seen: 'nobody answers who could tell' };
}

/** What there must be of one kind, and what of it is not there. */
interface Part {
  readonly kind: 'queue' | 'table' | 'bucket';
  readonly all: readonly string[];
  readonly missing: readonly string[];
}

const PARTS: readonly {
  readonly service: Service;
  readonly ground: Ground;
  readonly look: (ports: Ports, workplace: Workplace) => Promise<Part>;
}[] = [
  {
    service: 'queues',
    ground: 'set up: queues',
    look: async ({ queue, names }) => ({
      kind: 'queue',
      all: names.all,
      missing: await missingOf(
        names.all,
        (name) => queue.counts(name),
        (error) => error instanceof QueueMissing,
      ),
    }),
  },
  {
    service: 'tables',
    ground: 'tables',
    look: async ({ table, config }) => ({
      kind: 'table',
      all: TABLES,
      // Each is asked for a row that nobody has: which tables there are is not part of the port.
      missing: (
        await missingOf(
          TABLES,
          (name) => table.get(name, { pk: 'doctor', sk: 'none' }),
          (error) => codeOf(error) === 'table_missing',
        )
      ).map((name) => `${config.prefix}-${name}`),
    }),
  },
  {
    service: 'objects',
    ground: 'objects',
    look: async ({ objects, config }, workplace) => ({
      kind: 'bucket',
      all: [config.bucket],
      missing: await missingOf(
        [config.bucket],
        () => objects.list(workplace.object(''), { limit: 1 }),
        (error) => codeOf(error) === 'bucket_missing',
      ),
    }),
  },
];

/** The names of what is not there, by the error that asking for it gives. */
async function missingOf(
  all: readonly string[],
  ask: (name: string) => Promise<unknown>,
  isMissing: (error: unknown) => boolean,
): Promise<string[]> {
  const missing: string[] = [];
  const look = async (name: string): Promise<void> => {
    try {
      await ask(name);
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing.push(name);
    }
  };
  await Promise.all(all.map(look));
  return all.filter((name) => missing.includes(name));
}
