import { count } from './count.ts';

/**
 * A moment of a run in whole ms, as all that is printed tells it and `--trace-from` takes it.
 * @param at_ms virtual ms since the run began: moments are no whole numbers.
 */
export function moment(at_ms: number): number {
  return Math.floor(at_ms);
}

/** A moment for people: `61,204 ms`. */
export function momentText(at_ms: number): string {
  return `${count(moment(at_ms))} ms`;
}
