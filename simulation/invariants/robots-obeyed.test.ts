import { describe, expect, it } from 'vitest';
import { robotsObeyed } from './robots-obeyed.ts';
import { ToldWorld } from './testing/told-world.ts';

/** A world with a page that robots.txt forbids, and one that it lets be read. */
function forbidding(): { world: ToldWorld; forbidden: string; allowed: string; robots: string } {
  for (let seed = 1; seed < 200; seed += 1) {
    const world = new ToldWorld(robotsObeyed, {}, seed);
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
});
