import { FAULT_KINDS, type FaultFilter } from '../kernel/fault.ts';
import type { TraceChoice } from './trace.ts';

/** What must be known to run a seed again as it ran. */
export interface Replay {
  readonly seed: number;
  readonly filter?: FaultFilter;
  /** Name of the canary. */
  readonly canary?: string | undefined;
  /** What is drawn of it. */
  readonly trace?: (TraceChoice & { readonly verbose: boolean }) | undefined;
}

/** The command that runs a seed again, as somebody would type it. */
export function replayCommand({ seed, filter = {}, canary, trace }: Replay): string {
  const bug = canary === undefined ? [] : ['--canary', canary];
  return [
    'npm run -s simulate -- --seed',
    seed,
    ...kindWords(filter),
    ...numberWords(filter),
    ...bug,
    ...traceWords(trace),
  ].join(' ');
}

function traceWords(trace: Replay['trace']): readonly (string | number)[] {
  if (trace === undefined) return [];
  const { from_ms, to_ms } = trace;
  return [
    '--trace',
    ...(from_ms === undefined ? [] : ['--trace-from', from_ms]),
    ...(to_ms === undefined ? [] : ['--trace-to', to_ms]),
    ...(trace.verbose ? ['--verbose'] : []),
    ...(trace.registrations === true ? ['--registrations'] : []),
  ];
}

/** By the kinds that are left out, or by those that are not, whichever are fewer. */
function kindWords({ without }: FaultFilter): readonly string[] {
  if (without === undefined || without.size === 0) return [];
  const kept = FAULT_KINDS.filter((kind) => !without.has(kind));
  if (kept.length > 0 && kept.length < without.size) return ['--kinds', kept.join(',')];
  return ['--without', FAULT_KINDS.filter((kind) => without.has(kind)).join(',')];
}

function numberWords({ only }: FaultFilter): readonly string[] {
  if (only === undefined) return [];
  return ['--faults', only.size === 0 ? 'none' : [...only].sort((a, b) => a - b).join(',')];
}
