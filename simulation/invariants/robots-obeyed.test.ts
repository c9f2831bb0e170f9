import { describe, expect, it, vi } from 'vitest';
import { robotsObeyed } from './robots-obeyed.ts';
import { ToldWorld } from './testing/told-world.ts';

/** A world with a page that robots.txt forbids, and one that it lets be read. */
function forbidding(env: Readonly<Record<string, string>> = {}): {
  world: ToldWorld;
  forbidden: string;
  allowed: string;
  robots: string;
} {
  for (let seed = 1; seed < 200; seed += 1) {
    const world = new ToldWorld(robotsObeyed, env, seed);
    const forbidden = world.web.urls.find((url) => !world.web.robotsAllow(url));
    const allowed = world.web.urls.find(
      (url) => world.web.robotsAllow(url) && forbidden?.startsWith(new URL(url).origin) === true,
    );
    if (forbidden !== undefined && allowed !== undefined)
      return { world, forbidden, allowed, robots: new URL('/robots.txt', forbidden).href };
  }
  throw new Error('no seed makes a robots.txt that forbids something');
}

describe('I2, robots.txt', () => {
  it('lets pages be asked for that robots.txt allows, once it was read', () => {
    const { world, allowed, robots } = forbidding();
    expect(world.asked('crawler-1', allowed, 200)).toMatch('nobody knew the robots.txt');
    world.asked('crawler-1', robots, 200);
    expect(world.asked('crawler-2', allowed, 200)).toBeUndefined();
  });

  it('objects to a page that it forbids', () => {
    const { world, forbidden, robots } = forbidding();
    world.asked('crawler-1', robots, 200);
    expect(world.asked('crawler-1', forbidden, 200)).toMatch('which robots.txt forbade whenever it was read');
  });

  it('takes 4xx for leave, and those for now, 5xx, redirects and silence for none', () => {
    const { world, forbidden, robots } = forbidding();
    for (const status of [408, 425, 429, 500, 503, 301, undefined]) world.asked('crawler-1', robots, status);
    expect(world.asked('crawler-1', forbidden, 200)).toMatch('nobody knew');
    world.asked('crawler-1', robots, 404);
    expect(world.asked('crawler-1', forbidden, 200)).toBeUndefined();
  });

  it('believes an answer for its time to live and the length of a request and a visit, and no longer', () => {
    // 20 s to live, 5 + 2 s for the request, twice that for the visit.
    const LONGEST_MS = 41_000;
    const env = { SITEPACK_ROBOTS_TTL_S: '20', SITEPACK_FETCH_TIMEOUT_MS: '2000' };
    const later = (ms: number, befalls: (world: ToldWorld) => void = () => undefined): string | undefined => {
      const { world, allowed, robots } = forbidding(env);
      world.asked('crawler-2', robots, 200);
      befalls(world);
      world.at_ms = ms;
      return world.asked('crawler-1', allowed, 200);
    };
    expect(later(LONGEST_MS)).toBeUndefined();
    expect(later(LONGEST_MS + 1)).toMatch('nobody knew');
    const pause = (world: ToldWorld): void => {
      world.at_ms = 20_000;
      world.tell('crawler-1', { type: 'process', change: 'paused', roles: ['crawler'] });
      world.at_ms = 50_000;
      world.tell('crawler-1', { type: 'process', change: 'resumed', roles: ['crawler'] });
    };
    expect(later(60_000, pause)).toBeUndefined();
    expect(later(80_000, pause)).toMatch('nobody knew');
    // The longest time of a visit, and 3 % of the time to live, for a clock that may drift.
    const jump = (world: ToldWorld): void => void world.fault('clock_jump', 'crawler-1 web.request');
    expect(later(LONGEST_MS + 600, jump)).toBeUndefined();
    expect(later(LONGEST_MS + 601, jump)).toMatch('nobody');
    expect(later(LONGEST_MS + 600, (world) => void world.fault('clock_jump', 'crawler-3 x'))).toMatch(
      'nobody',
    );
  });

  it('believes old answers on while the host fails, or calls of the process do', () => {
    const env = { SITEPACK_ROBOTS_TTL_S: '20', SITEPACK_FETCH_TIMEOUT_MS: '2000' };
    const late = (page: 'allowed' | 'forbidden', befalls: (world: ToldWorld, robots: string) => void) => {
      const made = forbidding(env);
      const { world, robots } = made;
      world.asked('crawler-2', robots, 200);
      world.at_ms = 100_000;
      befalls(world, robots);
      return world.asked('crawler-1', made[page], 200);
    };
    expect(late('allowed', () => undefined)).toMatch('nobody knew');
    const failing = (status: number | undefined) => (world: ToldWorld, robots: string) =>
      void world.asked('crawler-2', robots, status);
    for (const status of [undefined, 429, 503]) expect(late('allowed', failing(status))).toBeUndefined();
    expect(late('forbidden', failing(503))).toMatch('which robots.txt forbade whenever it was read');
    const cut = (by: string) => (world: ToldWorld) => void world.fault('partition', `${by} web`);
    expect(late('allowed', cut('crawler-1'))).toBeUndefined();
    expect(late('allowed', cut('crawler-3'))).toMatch('nobody knew');
  });

  it('lets who could not ask anew go by the answer of before, for a while after another process got a new one', () => {
    const env = { SITEPACK_ROBOTS_TTL_S: '20', SITEPACK_FETCH_TIMEOUT_MS: '2000' };
    // Used for 61.8 s, once a request (7 s) has failed, by a visit of 14 s; the new answer is written 7 s + 23.6 s after it came.
    const LONGEST_MS = 113_400;
    const after = (ms: number, befalls: (world: ToldWorld) => void): string | undefined => {
      const { world, forbidden, robots } = forbidding(env);
      vi.spyOn(world.web, 'robotsAllow').mockImplementation((_, at_ms = world.at_ms) => at_ms < 100_000);
      world.asked('crawler-2', robots, 200);
      world.at_ms = 100_000;
      befalls(world);
      world.asked('crawler-2', robots, 200);
      world.at_ms = 100_000 + ms;
      // One that is believed in any case.
      world.asked('crawler-3', robots, 200);
      return world.asked('crawler-1', forbidden, 200);
    };
    const cut = (world: ToldWorld): void => void world.fault('partition', 'crawler-1 web');
    expect(after(LONGEST_MS, cut)).toBeUndefined();
    expect(after(LONGEST_MS + 1, cut)).toMatch('which robots.txt forbade whenever it was read (2 times)');
    expect(after(LONGEST_MS, () => undefined)).toMatch('which robots.txt forbade whenever it was read');
  });

  it('believes rows as readers do: with a date that is wrong, or read by a clock that is', () => {
    // A row of crawler-2 that is good until then; read at 100 s.
    const read = (expires_ms: number, befalls: (world: ToldWorld, write: Write) => void) => {
      const env = { SITEPACK_ROBOTS_TTL_S: '20', SITEPACK_FETCH_TIMEOUT_MS: '2000' };
      const { world, allowed, robots } = forbidding(env);
      world.asked('crawler-2', robots, 200);
      const expires_at_ms = world.wall_ms + expires_ms;
      const write: Write = (by) => {
        for (const start of world.web.starts)
          world.row(by, 'hosts', { pk: 'robots', sk: start.slice(0, -1), expires_at_ms });
      };
      befalls(world, write);
      world.at_ms = 100_000;
      return world.asked('crawler-1', allowed, 200);
    };
    type Write = (by: string) => void;
    const misdated = (world: ToldWorld, write: Write): void => {
      world.fault('clock_jump', 'crawler-2 web.request');
      write('crawler-2');
    };
    expect(read(110_000, (_, write) => write('crawler-2'))).toMatch('nobody knew');
    expect(read(110_000, misdated)).toBeUndefined();
    expect(read(141_000, misdated)).toMatch('nobody knew');
    expect(read(60_000, misdated)).toMatch('nobody knew');
    const anew = (at_ms: number) => (world: ToldWorld, write: Write) => {
      misdated(world, write);
      world.at_ms = at_ms;
      write('crawler-3');
    };
    expect(read(110_000, anew(90_000))).toBeUndefined();
    expect(read(110_000, anew(40_000))).toMatch('nobody knew');
    const wrongReader = (expires_ms: number, at_ms: number): string | undefined =>
      read(expires_ms, (world, write) => {
        world.fault('clock_jump', 'crawler-1 web.request');
        anew(at_ms)(world, write);
      });
    expect(wrongReader(20_000, 90_000)).toBeUndefined();
    expect(wrongReader(20_000, 40_000)).toMatch('nobody knew');
  });
});
