import { type Finding, type Ground, PROBE_MS, Broken, NotSeen, type Ports, type Probe } from './probe.ts';
import { toldError } from './told-error.ts';
import { Workplace } from './workplace.ts';

/** What came of a probe. */
export interface Result {
  readonly name: string;
  readonly state: Finding['state'];
  readonly seen: string;
  /** What breaks by it, and what to do; null when there is nothing to say. */
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
  const lacking: Lacking = new Map();
  let left: readonly string[] = [];
  try {
    for (const probe of probes) {
      if (options.signal.aborted) break;
      options.onBegin?.(probe.name);
      yield skipped(probe, lacking) ?? (await examineOne(workplace, probe, lacking));
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

/** What is not there to work with, with the name of the probe that found it so. */
type Lacking = Map<Ground, string>;

/** One cause is told once: what cannot be seen because of it only names it. */
function skipped({ name, needs = [] }: Probe, lacking: Lacking): Result | undefined {
  const cause = needs.map((ground) => lacking.get(ground)).find((found) => found !== undefined);
  if (cause === undefined) return undefined;
  return {
    name,
    state: 'skipped',
    seen: `because of "${cause}"`,
    why: null,
    remedy: null,
    duration_ms: 0,
  };
}

async function examineOne(workplace: Workplace, probe: Probe, lacking: Lacking): Promise<Result> {
  const { clock } = workplace.ports;
  const begun_ms = clock.monotonic();
  const finding = await findingOf(workplace, probe);
  if (finding.state === 'failed')
    for (const ground of finding.lacking ?? probe.gives ?? []) lacking.set(ground, probe.name);
  const { state } = finding;
  return {
    name: probe.name,
    state,
    seen: finding.seen,
    why: state === 'ok' || state === 'skipped' ? null : probe.why,
    remedy: state === 'ok' ? null : (finding.remedy ?? (state === 'skipped' ? null : probe.remedy)),
    duration_ms: Math.round(clock.monotonic() - begun_ms),
  };
}

async function findingOf(workplace: Workplace, probe: Probe): Promise<Finding> {
  const { ports } = workplace;
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
    return { state: bad, seen: toldError(error) };
  } finally {
    over.abort();
  }
}

/** Places left behind that are named. */
const MOST_LEFT = 10;

function leftBehind(left: readonly string[]): Result {
  return {
    name: 'cleaned up',
    state: 'warning',
    seen: `left behind: ${left.slice(0, MOST_LEFT).join('; ')}${left.length > MOST_LEFT ? `; and ${left.length - MOST_LEFT} more` : ''}`,
    why: 'what is left harms nothing, and takes room',
    remedy: 'remove it by hand',
    duration_ms: 0,
  };
}
