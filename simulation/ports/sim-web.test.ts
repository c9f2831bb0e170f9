import { expect, it } from 'vitest';
import type { WebRequest } from '#ports/web.ts';
import { FAULT_KINDS, Faults } from '../kernel/fault.ts';
import { Laws } from '../kernel/laws.ts';
import { Life } from '../kernel/life.ts';
import { seeded } from '../kernel/seeded.ts';
import { Timeline } from '../kernel/timeline.ts';
import { MadeWeb } from '../web/made-web.ts';
import { SimWeb } from './sim-web.ts';

const STILL_MS = 10_000;

/**
 * How often a site is asked when a process gives up its request, so long after it made it, and stands still from the
 * start or not.
 */
async function askedTimes(given_up_ms: number, still: boolean): Promise<number> {
  const timeline = new Timeline(seeded(1));
  const faults = new Faults(seeded(1), { without: new Set(FAULT_KINDS) });
  let asked = 0;
  const laws = new Laws({
    timeline,
    chance: seeded(1),
    faults,
    lengths: { lease_ms: 1000, visibility_ms: 1000 },
    observer: ({ type }) => {
      if (type === 'asked') asked += 1;
    },
  });
  const life = new Life('crawler-1', laws, { rate: 1, wall_offset_ms: 0, isMortal: true });
  const web = new MadeWeb({ chance: seeded(1), now: () => timeline.now_ms });
  const stop = new AbortController();
  const request: WebRequest = {
    url: 'https://one.test/',
    timeout_ms: 5000,
    max_bytes: 9999,
    signal: stop.signal,
  };
  if (still) life.halt(STILL_MS);
  const ended = new SimWeb(life, web).request(request).catch((error: unknown) => error);
  timeline.after(given_up_ms, () => stop.abort());
  await timeline.play(2 * STILL_MS);
  expect(await ended).toMatchObject({ code: 'aborted' });
  return asked;
}

it('asks a site though the request is given up on its way', async () => {
  expect(await askedTimes(0, false)).toBe(1);
});

it('does not ask for what was given up before it left, when the process goes on', async () => {
  expect(await askedTimes(10, true)).toBe(0);
});
