import { setImmediate } from 'node:timers/promises';
import v8 from 'node:v8';
import { expect, it } from 'vitest';
import { runSeed } from './run.ts';
import { World } from './world.ts';

it('worlds that are over are forgotten: ten thousand are run in one go', async () => {
  for (const seed of [4, 5]) await runSeed({ seed });
  await setImmediate();
  // What ran last may be held by who called it, until that is over as well.
  expect(v8.queryObjects(World, { format: 'count' })).toBeLessThan(2);
});
