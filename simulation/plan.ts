import type { WorkerRole } from '#runtime/worker.ts';
import type { Seeded } from './kernel/seeded.ts';

/** What a seed decides before the run begins. */
export interface Plan {
  readonly seed: number;
  /** SITEPACK_ variables of all processes. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: readonly PlannedProcess[];
  /** Clients act and faults happen for so long (virtual ms); then all comes to rest. */
  readonly length_ms: number;
  /** Share of heavy pages: so that packs do not fit on small disks. */
  readonly heavy_pages: number;
}

export interface PlannedProcess {
  readonly name: string;
  readonly roles: readonly WorkerRole[];
  readonly disk: PlannedDisk;
}

/** What fits into each folder of a process. */
export interface PlannedDisk {
  /** The disk ends there. */
  readonly bytes: number;
  /** What the process may use of it (SITEPACK_SPACE_MB): nobody but the process itself keeps to that. */
  readonly budget_bytes: number;
}

const MB = 2 ** 20;
const ROOMY: PlannedDisk = { bytes: 64 * MB, budget_bytes: Infinity };
/** Share of worlds with small disks. */
const CRAMPED = 1 / 3;

/** Few or many of each role, alone or together in one process; short times and small limits, so that much happens. */
export function planOf(seed: number, chance: Seeded): Plan {
  const whole = (least: number, most: number): number => least + chance.whole(most - least + 1);
  const lease_ms = whole(2, 8) * 1000;
  const heartbeat_ms = whole(1, 4) * 1000;
  const env = {
    SITEPACK_LOG: 'silent',
    SITEPACK_USER_AGENT: 'Sitepack/0.1 (+https://search.test/crawler)',
    SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8',
    SITEPACK_DELAY_MS: chance.pick(['0', '0', '100', '1000']),
    SITEPACK_HOST_CONCURRENCY: String(whole(1, 8)),
    SITEPACK_FETCH_TIMEOUT_MS: String(whole(2, 6) * 1000),
    SITEPACK_FETCH_ATTEMPTS: String(whole(1, 3)),
    SITEPACK_RETRY_DELAY_MS: '500',
    SITEPACK_ROBOTS_TTL_S: chance.pick(['2', '20', '86400']),
    SITEPACK_CRAWL_TIMEOUT_S: String(whole(4, 20)),
    SITEPACK_PAGE_TIMEOUT_S: String(whole(1, 4)),
    SITEPACK_TIMER_MAX_FACTOR: String(whole(2, 6)),
    SITEPACK_LEASE_MS: String(lease_ms),
    SITEPACK_HEARTBEAT_MS: String(heartbeat_ms),
    SITEPACK_VISIBILITY_MS: String(whole(4, 20) * 1000),
    SITEPACK_HANDLER_TIMEOUT_MS: String(whole(20, 60) * 1000),
    SITEPACK_MAX_FAILURES: String(whole(3, 6)),
    SITEPACK_SHARDS: chance.pick(['1', '2', '3', '3']),
    SITEPACK_REPLICAS: String(whole(1, 2)),
    SITEPACK_KEEP_VERSIONS: String(whole(1, 3)),
    SITEPACK_KEEP_S: chance.pick(['1', '30', '600']),
    SITEPACK_KEEP_CRAWLS: String(whole(1, 4)),
    SITEPACK_SEARCH_TIMEOUT_MS: '3000',
    ...gateOf(chance.fork('gate')),
    ...graceOf(chance.fork('grace')),
  };
  const processes = processesOf(chance, whole);
  const plan = { seed, env, processes, length_ms: whole(30, 120) * 1000, heavy_pages: 0 };
  const disks = chance.fork('disks');
  return disks.chance(CRAMPED) ? cramped(plan, disks) : plan;
}

/** Sites are small: where the gate is strict, a few pages that go are much. */
function gateOf(chance: Seeded): Plan['env'] {
  return {
    SITEPACK_GATE_LOST_SHARE: chance.pick(['0', '0.1', '0.3', '1']),
    SITEPACK_GATE_SPARE_DOCUMENTS: chance.pick(['0', '0', '1']),
    SITEPACK_GATE_FAILED_SHARE: chance.pick(['0.2', '0.5', '1']),
    SITEPACK_GATE_SHRUNK_SHARE: chance.pick(['0.3', '0.5', '1']),
  };
}

/** Worlds last for minutes: a grace of seconds, or none, or one that never ends in them. */
function graceOf(chance: Seeded): Plan['env'] {
  return {
    SITEPACK_GRACE_DAYS: chance.pick(['0', '0', '0.0002', '14']),
    SITEPACK_GRACE_TRIES: chance.pick(['1', '1', '2']),
  };
}

function processesOf(chance: Seeded, whole: (least: number, most: number) => number): PlannedProcess[] {
  const processes: PlannedProcess[] = [];
  const add = (role: WorkerRole, count: number): void => {
    for (let n = 1; n <= count; n += 1) processes.push({ name: `${role}-${n}`, roles: [role], disk: ROOMY });
  };
  if (chance.chance(0.2)) {
    const roles = ['indexer', 'crawler', 'timer', 'packer', 'orchestrator', 'searcher'] as const;
    processes.push({ name: 'all-1', roles, disk: ROOMY });
    if (chance.chance(0.5)) processes.push({ name: 'all-2', roles, disk: ROOMY });
    return processes;
  }
  add('indexer', whole(1, 2));
  add('crawler', whole(1, 2));
  add('timer', whole(1, 2));
  add('packer', chance.pick([1, 2, 2, 3]));
  add('orchestrator', whole(1, 3));
  add('searcher', whole(1, 4));
  return processes;
}

/**
 * Small disks and heavy pages: packs do not fit everywhere. The first searcher and the first packer have room for all of
 * them, or no index would ever be served in its newest version, and the world would not come to rest.
 */
function cramped(plan: Plan, chance: Seeded): Plan {
  const processes = plan.processes.map((process): PlannedProcess => {
    const isFirst = process.name.endsWith('-1');
    return isFirst || !chance.chance(0.8) ? process : { ...process, disk: smallDisk(chance) };
  });
  // With one searcher there is nothing to choose.
  if (!processes.some(isSmallSearcher)) processes.push(smallSearcher(chance));
  // A second replica is what the small ones are asked for.
  const env = { ...plan.env, SITEPACK_REPLICAS: '2' };
  return { ...plan, env, processes, heavy_pages: 0.5 };
}

function isSmallSearcher({ roles, disk }: PlannedProcess): boolean {
  return roles.includes('searcher') && disk !== ROOMY;
}

function smallSearcher(chance: Seeded): PlannedProcess {
  return { name: 'searcher-small', roles: ['searcher'], disk: smallDisk(chance) };
}

/** Of 1 to 3 MB, or of as large a budget, which is set in whole MB. */
function smallDisk(chance: Seeded): PlannedDisk {
  const bytes = Math.floor((1 + 2 * chance.float() ** 2) * MB);
  return chance.chance(0.5)
    ? { bytes, budget_bytes: Infinity }
    : { bytes: ROOMY.bytes, budget_bytes: Math.round(bytes / MB) * MB };
}
