import { readConfig } from '#config';
import { queueNames } from '#runtime/queue-names.ts';
import { absentFaultLines, outcomeLines } from '../report/outcome-text.ts';
import { replayCommand } from '../report/replay.ts';
import { Trace } from '../report/trace.ts';
import { runSeed } from '../run.ts';
import type { Print } from './print.ts';
import { shrinkSeed } from './shrink-seed.ts';
import type { OneSeedWish } from './wish.ts';

/** Runs a seed and tells of it; with a trace, all of it is one diagram. @returns whether all invariants held. */
export async function oneSeed(wish: OneSeedWish, print: Print): Promise<boolean> {
  const { seed, filter, canary, trace: choice } = wish;
  const trace = choice && new Trace(queueNames(readConfig({}).prefix), choice);
  const outcome = await runSeed({
    seed,
    filter,
    ...(canary === undefined ? {} : { canary }),
    ...(trace === undefined ? {} : { observe: trace.observe, verbose: wish.verbose }),
  });
  const { violation } = outcome;
  const lines = [...outcomeLines(outcome), ...absentFaultLines(outcome, filter)];
  if (trace === undefined) for (const line of lines) print(line);
  else {
    const { verbose } = wish;
    const command = replayCommand({ seed, filter, canary: canary?.name, trace: { ...choice, verbose } });
    print(trace.text([command, ...lines], violation).trimEnd());
  }
  if (violation === undefined) return true;
  if (trace === undefined && wish.shrink)
    for (const line of await shrinkSeed(outcome, filter, canary)) print(line);
  return false;
}
