import { type FaultBound, type FaultFilter, MOST_FAULTS, MOST_OF_KIND } from '../kernel/fault.ts';
import type { FaultOf, Outcome, Violation } from '../outcome.ts';
import { count, counted } from './count.ts';
import { moment, momentText } from './moment.ts';
import { type Replay, replayCommand } from './replay.ts';
import type { Shrunk } from './shrink.ts';

/** Faults named one by one; of more than so many only their number is told. */
const MOST_NAMED = 20;

/** One run in a few lines. */
export function outcomeLines(outcome: Outcome): readonly string[] {
  const { seed, digest, violation, steps, events, virtual_ms, faults, bounds_reached } = outcome;
  return [
    `seed ${seed}: ${violation === undefined ? 'all invariants hold' : violationText(violation)}`,
    `${counted(steps, 'step')}, ${counted(events, 'event')}, ${count(moment(virtual_ms))} virtual ms`,
    ...faultLines(faults),
    ...boundsLines(bounds_reached),
    `digest ${digest}`,
  ];
}

/** Of a run that was told which faults to have: numbers to which it never came. */
export function absentFaultLines(outcome: Outcome, { only }: FaultFilter): readonly string[] {
  const happened = new Set(outcome.faults.map(({ number }) => number));
  const absent = [...(only ?? [])].filter((number) => !happened.has(number)).sort((a, b) => a - b);
  if (absent.length === 0) return [];
  return [
    `did not come up: ${absent.length === 1 ? 'fault' : 'faults'} ${absent.join(', ')}; ` +
      'a fault has its number from a run with the same --kinds or --without, and those before it decide whether it comes',
  ];
}

function boundsLines(reached: readonly FaultBound[]): readonly string[] {
  const kinds = reached.filter((bound) => bound !== 'all');
  return [
    ...(reached.includes('all') ? [`no more faults after ${MOST_FAULTS}, which is the most of a run`] : []),
    ...(kinds.length === 0 ? [] : [`no more than ${MOST_OF_KIND} of a kind: ${kinds.join(', ')}`]),
  ];
}

export function violationText({ invariant, at_ms, event_number, text }: Violation): string {
  return `${invariant} is violated at ${momentText(at_ms)}, event ${count(event_number)}: ${text}`;
}

/** What is left of a run that was shrunk, and how to run it again. */
export function shrunkLines(
  { filter, outcome, runs, isCutShort }: Shrunk,
  { seed, canary }: Omit<Replay, 'filter'>,
): readonly string[] {
  const { faults, violation } = outcome;
  const command = `${replayCommand({ seed, filter, canary })} --trace`;
  // It had no faults to begin with.
  if (runs === 0) return [command];
  const [left = '', ...each] = faults.length === 0 ? ['no fault'] : faultLines(faults);
  const end = isCutShort ? '; fewer might do' : '';
  return [
    `shrunk in ${counted(runs, 'run')} to ${left}${end}`,
    ...each,
    ...(violation === undefined ? [] : [violationText(violation)]),
    command,
  ];
}

/** Where they are few, a line for each below the first; else by kind: `30 faults: 12 crash, 18 late`. */
function faultLines(faults: readonly FaultOf[]): readonly string[] {
  const all = counted(faults.length, 'fault');
  if (faults.length > MOST_NAMED) return [`${all}: ${kindsText(faults)}`];
  const each = faults.map(
    ({ kind, number, at_ms, detail }) => `  ${kind} ${number} at ${momentText(at_ms)}: ${detail}`,
  );
  return [all, ...each];
}

function kindsText(faults: readonly FaultOf[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of faults) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, times]) => `${times} ${kind}`).join(', ');
}
