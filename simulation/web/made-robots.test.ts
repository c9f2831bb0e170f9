import { describe, expect, it } from 'vitest';
import { robotsVerdict } from '#core/crawl/robots-match.ts';
import { robotsFromResponse } from '#core/crawl/robots.ts';
import { type MadeRobots, allows, drawRobots, robotsText } from './made-robots.ts';
import { seeded } from '../kernel/seeded.ts';

const paths = ['/', '/p/1', '/p/10', '/docs/2.html', '/docs/part/3/', '/list?page=4', '/P/1'];

it('lets the longest rule decide', () => {
  const robots: MadeRobots = { kind: 'file', disallow: ['/docs', '/p/1'], allow: ['/docs/part', '/p/1'] };
  expect(paths.map((path) => allows(robots, path))).toEqual([true, true, true, false, true, true, true]);
});

describe('what is true of a robots.txt', () => {
  it('is what a crawler makes of it', () => {
    const chance = seeded(1);
    const verdicts = Array.from({ length: 200 }, () => drawRobots(chance, paths)).flatMap((robots) => {
      const status = robots.kind === 'missing' ? robots.status : 200;
      const body = Buffer.from(robots.kind === 'missing' ? '' : robotsText(robots));
      const rules = robotsFromResponse({ status, body }, 'sitepack');
      return paths.map((path) => {
        expect(robotsVerdict(rules, path).allowed).toBe(allows(robots, path));
        return allows(robots, path);
      });
    });
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });
});
