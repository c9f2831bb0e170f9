import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';

/** What came of a call: its answer, or what it threw, by which a caller can tell errors apart. */
export type Outcome = { readonly answer: unknown } | { readonly error: string; readonly thrown: unknown };

export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: await call() };
  } catch (thrown) {
    return { error: nameOf(thrown), thrown };
  }
}

/** Whether two calls answered the same, or failed by the same error. */
export function isAlike(a: Outcome, b: Outcome): boolean {
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b && a.error === b.error;
  return isDeepStrictEqual(a.answer, b.answer);
}

/** @throws {Error} that says what each did; its cause is what the real one threw. */
export function assertAlike(what: () => string, real: Outcome, model: Outcome): void {
  if (isAlike(real, model)) return;
  throw new Error(`${what()}: ${said(real)}, and by the model it ${said(model)}`, {
    cause: 'thrown' in real ? real.thrown : undefined,
  });
}

/** A value as code, in which what is long is cut short. */
export function show(value: unknown): string {
  return fc
    .stringify(value)
    .replaceAll(/(.)\1{99,}/gsu, (run, char: string) => `${char}×${run.length / char.length}`);
}

export function said(outcome: Outcome): string {
  return 'error' in outcome ? `throws ${outcome.error}` : `answers ${show(outcome.answer)}`;
}

/** The code of an error of ours; classes differ between adapters. Others go by their name: AbortError, for one. */
function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}
