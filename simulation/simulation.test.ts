import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CANARIES } from './canaries/canaries.ts';
import { runSeed } from './run.ts';
import { FIXED_SEEDS, REGRESSIONS } from './seeds.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Standard output of `npm run simulate -- ...`. */
async function simulate(...args: readonly string[]): Promise<string> {
  return (await run(process.execPath, [MAIN, ...args])).stdout;
}

describe('a seed', () => {
  const digests = new Map<number, string>();

  it.each(FIXED_SEEDS)('%i runs, and all invariants hold', async (seed) => {
    const { violation, events, digest } = await runSeed({ seed });
    digests.set(seed, digest);
    expect(violation).toBeUndefined();
    expect(events).toBeGreaterThan(100);
  });

  it.each(REGRESSIONS)('$seed does not find again: $found', async ({ seed, filter }) => {
    expect((await runSeed({ seed, ...(filter === undefined ? {} : { filter }) })).violation).toBeUndefined();
  });

  it('gives the same run again, and in other processes, however many', async () => {
    const [seed = 1] = FIXED_SEEDS;
    expect((await runSeed({ seed })).digest).toBe(digests.get(seed));
    expect(await simulate('--seed', `${seed}`)).toContain(`digest ${digests.get(seed)}`);
    const all = FIXED_SEEDS.map((one) => digests.get(one)).join('');
    const together = await simulate('--seeds', `${FIXED_SEEDS.length}`, '--first', `${seed}`, '--jobs', '2');
    expect(together).toContain(`digest of all ${createHash('sha256').update(all).digest('hex')}`);
  });
});

/** Canaries that most runs catch, one of each part of the choreography. CI asks for all of them: `npm run simulate -- --canaries`. */
const LOUD = ['deleted-before-work', 'head-before-pack', 'lost-send', 'timer-forgets-generation'];
const MOST_SEEDS = 10;

describe('a bug put in on purpose', { timeout: 60_000 }, () => {
  it.each(LOUD)('is caught: %s', async (name) => {
    const canary = CANARIES.find((one) => one.name === name);
    if (canary === undefined) throw new Error(`there is no canary "${name}"`);
    const found: string[] = [];
    for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
      const { violation } = await runSeed({ seed, canary });
      if (violation !== undefined && canary.caught_by.includes(violation.invariant)) return;
      found.push(violation?.invariant ?? 'nothing');
    }
    expect.unreachable(`it was not caught by ${canary.caught_by.join(' or ')}: ${found.join(', ')}`);
  });
});
