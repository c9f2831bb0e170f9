import { type Finding, PROBE_MS, type Ports, Broken, NotSeen, type Probe } from './probe.ts';
import { Workplace } from './workplace.ts';

/** What came of a probe. */
export interface Result {
  readonly name: string;
  readonly state: Finding['state'];
  readonly seen: string;
  /** What breaks by it, and what to do; null when all is well. */
  readonly why: string | null;
  readonly remedy: string | null;
  readonly duration_ms: number;
}

/**
 * Runs probes one after the other, so that none disturbs the times of another, and removes what they left.
 * @param options `signal` ends it after the probe that is under way; `onBegin` is told each name before its result comes.
 */
export async function* examine(
  ports: Ports,
  probes: readonly Probe[],
  options: { readonly signal: AbortSignal; readonly onBegin?: (name: string) => void },
): AsyncGenerator<Result> {
  const workplace = new Workplace(ports);
  let left: readonly string[] = [];
  try {
    for (const probe of probes) {
      if (options.signal.aborted) break;
      options.onBegin?.(probe.name);
      yield await examineOne(ports, workplace, probe);
    }
  } finally {
    left = await workplace.clear();
  }
  if (left.length > 0) yield leftBehind(left);
}

/** Whether all probes were run, and none failed. */
export function isHealthy(results: readonly Result[], probes: readonly Probe[]): boolean {
  const seen = new Map(results.map(({ name, state }) => [name, state]));
  return probes.every(({ name }) => (seen.get(name) ?? 'failed') !== 'failed');
}

async function examineOne(ports: Ports, workplace: Workplace, probe: Probe): Promise<Result> {
  const begun_ms = ports.clock.monotonic();
  const finding = await findingOf(ports, workplace, probe);
  const well = finding.state === 'ok';
  return {
    name: probe.name,
    state: finding.state,
    seen: finding.seen,
    why: well ? null : probe.why,
    remedy: well ? null : (finding.remedy ?? probe.remedy),
    duration_ms: Math.round(ports.clock.monotonic() - begun_ms),
  };
}

async function findingOf(ports: Ports, workplace: Workplace, probe: Probe): Promise<Finding> {
  const bad = probe.minor === true ? 'warning' : 'failed';
  const timeout_ms = probe.timeout_ms ?? PROBE_MS;
  const over = new AbortController();
  const timeout = async (): Promise<Finding> => {
    await ports.clock.sleep(timeout_ms, over.signal);
    return { state: bad, seen: `no end after ${timeout_ms / 1000} s` };
  };
  try {
    const found = await Promise.race([probe.run(ports, workplace), timeout()]);
    return typeof found === 'string' ? { state: 'ok', seen: found } : found;
  } catch (error) {
    if (error instanceof Broken) return { state: bad, seen: error.message };
    if (error instanceof NotSeen)
      return { state: 'skipped', seen: error.message, remedy: 'run it with credentials that may do this' };
    const seen = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { state: bad, seen };
  } finally {
    over.abort();
  }
}

function leftBehind(left: readonly string[]): Result {
  return {
    name: 'cleaned up',
    state: 'warning',
    seen: `left behind: ${left.join('; ')}`,
    why: 'what is left harms nothing, and takes room',
    remedy: 'remove it by hand',
    duration_ms: 0,
  };
}
