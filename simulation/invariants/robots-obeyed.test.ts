import { describe, expect, it } from 'vitest';
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

  it('takes 4xx for leave, and 429, 5xx, redirects and silence for none', () => {
    const { world, forbidden, robots } = forbidding();
    for (const status of [429, 500, 503, 301, undefined]) world.asked('crawler-1', robots, status);
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
    expect(later(60_000, (world) => world.fault('clock_jump', 'crawler-1 web.request'))).toBeUndefined();
    expect(later(60_000, (world) => world.fault('clock_jump', 'crawler-3 web.request'))).toMatch('nobody');
    const misdated = (by: string) => (world: ToldWorld) => {
      world.fault('clock_jump', 'crawler-2 web.request');
      for (const start of world.web.starts)
        world.row(by, 'hosts', { pk: 'robots', sk: start.slice(0, -1), expires_at_ms: 0 });
    };
    expect(later(60_000, misdated('crawler-2'))).toBeUndefined();
    expect(later(60_000, misdated('crawler-3'))).toMatch('nobody knew');
  });
});
