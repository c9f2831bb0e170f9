import { count } from '../report/count.ts';
import type { WorldView } from '../world-view.ts';

/** A Unix time as a moment of the run, as violations and traces tell it: `61,204 ms`; before the run began it is below 0. */
export function virtualMs(world: Pick<WorldView, 'now' | 'wallNow'>, unix_ms: number): string {
  return `${count(unix_ms - world.wallNow() + world.now())} ms`;
}
