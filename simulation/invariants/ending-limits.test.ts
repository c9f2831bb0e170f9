import { describe, expect, it } from 'vitest';
import type { Limits } from '#messages/message.ts';
import { NO_PROGRESS } from '#core/tables/tallies.ts';
import { endingLimits } from './ending-limits.ts';
import { crawlRow, madeRow, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const URL = 'https://one.test/a';
const KEY = { pk: 'docs', sk: 'docs.c' };
const UNREAD = { mark: undefined, outcome: { kind: 'skipped', why: 'bytes', reason: '' } };

function crawling(limits: Limits): ToldWorld {
  const world = new ToldWorld(endingLimits);
  const row = { limits: { depth: 1, pages: 9, ...limits }, started_at_ms: world.wall_ms };
  world.row('indexer-1', 'crawls', crawlRow(row));
  return world;
}

/** A page of the crawl is read: it brings so many bytes. */
function reads(world: ToldWorld, wire_bytes: number): void {
  const answer = { status: 200, wire_bytes, duration_ms: 1, at_ms: 1 };
  const visited = { crawl_id: 'docs.c', fetched_at_ms: 1, outcome: { kind: 'indexed', reason: '' }, answer };
  expect(world.row('crawler-1', 'pages', pageRow('https://one.test/', visited))).toBeUndefined();
}

const tells = (world: ToldWorld, worker: string, bytes: number) =>
  world.row('crawler-1', 'crawls', madeRow({ pk: 'tallies docs.c', sk: worker, ...NO_PROGRESS, bytes }));
const claims = (world: ToldWorld, visit_owner: string) =>
  world.row('crawler-1', 'pages', pageRow(URL, { visit_owner, visit_for: 'docs.c' }));

describe('I2, limits that end a crawl', () => {
  it('lets a crawl be ended that has brought as many bytes, and is marked as cut', () => {
    const ends = { cut: true, ended_by: 'bytes' };
    const world = crawling({ bytes: 500 });
    reads(world, 499);
    expect(world.change('crawler-1', 'crawls', KEY, ends)).toMatch('has brought 499');
    const enough = crawling({ bytes: 500 });
    reads(enough, 500);
    expect(enough.change('crawler-1', 'crawls', KEY, ends)).toBeUndefined();
    expect(enough.comparisons).toBe(1);
    const uncut = crawling({ bytes: 500 });
    reads(uncut, 500);
    expect(uncut.change('crawler-1', 'crawls', KEY, { ended_by: 'bytes' })).toMatch('not marked as cut');
    const without = crawling({});
    reads(without, 500);
    expect(without.change('crawler-1', 'crawls', KEY, ends)).toMatch('its limit of no bytes');
  });

  it('lets a crawl be ended whose time is over, and sooner only by a clock that is wrong', () => {
    const ends = { cut: true, ended_by: 'seconds' };
    const after = (at_ms: number, limits: Limits, jump?: string) => {
      const world = crawling(limits);
      if (jump !== undefined) world.fault('clock_jump', jump);
      world.at_ms = at_ms;
      return world.change('crawler-1', 'crawls', KEY, ends);
    };
    expect(after(59_975, { seconds: 60 })).toBeUndefined();
    expect(after(59_974, { seconds: 60 })).toMatch('crawler-1 ended crawl docs.c by its limit of 60 seconds');
    expect(after(59_000, { seconds: 60 }, 'crawler-1 by 5000 ms')).toBeUndefined();
    expect(after(59_000, { seconds: 60 }, 'crawler-2 by 5000 ms')).toMatch('after 59000 ms');
    expect(after(1e9, {}, 'crawler-1 by 5000 ms')).toMatch('its limit of no seconds');
  });

  it('objects to a page that is left unread without such a note, but of a crawl that is over', () => {
    const world = crawling({ bytes: 500 });
    expect(world.row('crawler-1', 'frontier', urlRow(URL, UNREAD))).toMatch('and no note says');
    world.change('crawler-1', 'crawls', KEY, { mark: undefined });
    expect(world.row('crawler-1', 'frontier', urlRow(URL, UNREAD))).toBeUndefined();
    const ended = crawling({ bytes: 500 });
    reads(ended, 500);
    ended.change('crawler-1', 'crawls', KEY, { cut: true, ended_by: 'bytes' });
    expect(ended.row('crawler-1', 'frontier', urlRow(URL, UNREAD))).toBeUndefined();
  });

  it('objects to a visit that begins long after what workers wrote came to the limit', () => {
    const world = crawling({ bytes: 500 });
    tells(world, 'one', 200);
    tells(world, 'two', 299);
    world.at_ms = 1_000_000;
    expect(claims(world, 'v1')).toBeUndefined();
    expect(world.comparisons).toBe(0);
    tells(world, 'one', 201);
    expect(claims(world, 'v2')).toBeUndefined();
    world.at_ms += 600_000;
    expect(claims(world, 'v3')).toMatch('which came to its limit 600000 ms ago');
    expect(world.comparisons).toBe(2);
    const noted = crawling({ seconds: 60 });
    noted.at_ms = 60_000;
    noted.change('crawler-2', 'crawls', KEY, { cut: true, ended_by: 'seconds' });
    expect(claims(noted, 'v1')).toBeUndefined();
    noted.at_ms += 600_000;
    expect(claims(noted, 'v2')).toMatch('which came to its limit 600000 ms ago');
  });
});
