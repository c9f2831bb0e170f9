import { setUpAws } from '#app/backend/set-up.ts';
import type { Config } from '#config';

/** Makes what Sitepack needs on emulators that are new. */
export async function setUpBench(config: Config, signal: AbortSignal): Promise<void> {
  for await (const step of setUpAws(config, { protect: false, wait_ms: 0, signal }))
    if (step.state === 'changed') throw new Error(`${step.what} was there before`);
}
