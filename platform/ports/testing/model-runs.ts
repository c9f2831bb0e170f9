/** Every run begins with an empty part of the store, and has at most this many commands. */
export const MAX_COMMANDS = 40;

/** What one run may take in the worst case: some twenty times what it takes with commands at their most. */
const RUN_MS = 2_000;

/** How often a property about commands is tried: `MODEL_RUNS` multiplies it, `MODEL_SEED` repeats what a failure told. */
export interface ModelRuns {
  readonly parameters: { readonly numRuns: number; readonly seed?: number };
  readonly timeout_ms: number;
}

/** @throws {RangeError} when a variable is no number that it can be. */
export function modelRuns(runs: number): ModelRuns {
  const numRuns = Math.ceil(runs * (numberOf('MODEL_RUNS') ?? 1));
  const seed = numberOf('MODEL_SEED');
  if (numRuns < 1) throw new RangeError('MODEL_RUNS must be above 0');
  return {
    parameters: { numRuns, ...(seed === undefined ? {} : { seed }) },
    timeout_ms: 60_000 + numRuns * RUN_MS,
  };
}

function numberOf(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new RangeError(`${variable} is "${text}", which is no number`);
  return number;
}
