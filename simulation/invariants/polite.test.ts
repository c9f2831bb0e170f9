import { describe, expect, it } from 'vitest';
import { hostOf } from '#core/crawl/url.ts';
import { polite } from './polite.ts';
import { ToldWorld } from './testing/told-world.ts';

const START_MS = 1_700_000_000_000;
const KEY = { pk: 'slots', sk: 'one.test' };
const turn = (id: string, from_ms: number) => ({
  id,
  start_at_ms: START_MS + from_ms,
  until_ms: START_MS + from_ms + 10_000,
});

function hosting(delay_ms = 100): {
  world: ToldWorld;
  grant: (by: string, ...turns: ReturnType<typeof turn>[]) => string | undefined;
} {
  const env = { SITEPACK_DELAY_MS: String(delay_ms), SITEPACK_HOST_CONCURRENCY: '2' };
  const world = new ToldWorld(polite, env);
  let revision = 0;
  const grant = (by: string, ...flights: ReturnType<typeof turn>[]): string | undefined => {
    revision += 1;
    const schedule = { next_at_ms: 0, flights, penalty_until_ms: START_MS - 1 };
    return world.row(by, 'hosts', { ...KEY, revision, schedule });
  };
  return { world, grant };
}

/** A world with a host that asks for a Crawl-delay. */
function slowHost() {
  for (let seed = 1; seed < 200; seed += 1) {
    const world = new ToldWorld(polite, { SITEPACK_DELAY_MS: '0', SITEPACK_HOST_CONCURRENCY: '2' }, seed);
    const found = world.web.starts
      .map((start) => ({ origin: start.slice(0, -1), host: hostOf(start) }))
      .map(({ origin, host }) => ({ origin, host, crawl_delay_ms: world.web.crawlDelay(host, 0, 0) }))
      .find(({ crawl_delay_ms }) => crawl_delay_ms > 0);
    if (found !== undefined) return { world, slow: found };
  }
  throw new Error('no seed makes a host with a Crawl-delay');
}

describe('I2, politeness', () => {
  it('lets a turn be granted and used once', () => {
    const { world, grant } = hosting();
    expect(grant('crawler-1', turn('a', 0), turn('b', 100))).toBeUndefined();
    expect(world.asked('crawler-1', 'https://one.test/a', 200)).toBeUndefined();
    expect(world.asked('crawler-1', 'https://one.test/b', 200)).toMatch('before its turn');
    world.at_ms = 100;
    expect(world.asked('crawler-1', 'https://one.test/b', 200)).toBeUndefined();
    expect(world.asked('crawler-1', 'https://one.test/c', 200)).toMatch('without a turn of its host');
  });

  it('lets a turn be used again where there is no delay, until it is given back', () => {
    const { world, grant } = hosting(0);
    grant('crawler-1', turn('a', 0));
    expect(world.asked('crawler-1', 'https://one.test/a', 200)).toBeUndefined();
    expect(world.asked('crawler-1', 'https://one.test/b', 200)).toBeUndefined();
    expect(world.asked('crawler-2', 'https://one.test/c', 200)).toMatch('without a turn');
    grant('crawler-1');
    world.at_ms = 101;
    expect(world.asked('crawler-1', 'https://one.test/d', 200)).toMatch('without a turn');
  });

  it('objects to more turns at a time than are allowed', () => {
    const { grant } = hosting();
    expect(grant('crawler-1', turn('a', 0), turn('b', 100), turn('c', 200))).toMatch(
      'granted 3 turns at a time',
    );
  });

  it('objects to starts too close together, unless a clock was wrong', () => {
    const { grant } = hosting();
    grant('crawler-1', turn('a', 0));
    expect(grant('crawler-2', turn('a', 0), turn('b', 40))).toMatch('100 ms must lie between');
    const other = hosting();
    other.world.fault('clock_jump', 'crawler-2 table.get');
    other.grant('crawler-1', turn('a', 0));
    expect(other.grant('crawler-2', turn('a', 0), turn('b', 40))).toBeUndefined();
  });

  it('objects to starts closer together than the row said they would be', () => {
    const { world } = hosting();
    const granting = (...flights: ReturnType<typeof turn>[]) => {
      const schedule = { next_at_ms: 0, spacing_ms: 700, flights, penalty_until_ms: START_MS - 1 };
      return world.row('crawler-1', 'hosts', { ...KEY, revision: 1, schedule });
    };
    expect(granting(turn('a', 0))).toBeUndefined();
    expect(granting(turn('b', 700))).toBeUndefined();
    expect(granting(turn('c', 1300))).toMatch('700 ms must lie between');
  });

  it('objects to a page that is asked for in less than the Crawl-delay of its host', () => {
    const asking = (path: string, spacing_of: (delay_ms: number) => number, ...others: string[]) => {
      const { world, slow } = slowHost();
      const flights = [...others.map((id) => turn(id, -5000)), turn('a', 0)];
      const spacing_ms = spacing_of(slow.crawl_delay_ms);
      const schedule = { next_at_ms: 0, spacing_ms, flights, penalty_until_ms: START_MS - 1 };
      world.row('crawler-2', 'hosts', {
        pk: 'slots',
        sk: slow.host,
        revision: 1,
        schedule: { ...schedule, flights: flights.slice(0, -1) },
      });
      world.row('crawler-1', 'hosts', { pk: 'slots', sk: slow.host, revision: 2, schedule });
      return world.asked('crawler-1', `${slow.origin}${path}`, 200);
    };
    expect(asking('/x', (delay_ms) => delay_ms)).toBeUndefined();
    expect(asking('/x', (delay_ms) => delay_ms - 1)).toMatch('its robots.txt asks for one request in');
    expect(asking('/x', (delay_ms) => delay_ms, 'b')).toMatch('its robots.txt asks for one request in');
    expect(
      asking('/robots.txt', () => 0, 'b'),
      'it is not known yet',
    ).toBeUndefined();
  });

  it('lets a turn be used by its process whose clock was wrong when it was granted, and is right since', () => {
    const { world, grant } = hosting();
    world.fault('clock_jump', 'crawler-1 table.get');
    grant('crawler-1', turn('a', 90_000));
    world.tell('world', { type: 'faults_over' });
    expect(world.asked('crawler-1', 'https://one.test/a', 200)).toBeUndefined();
    expect(world.comparisons).toBe(0);
    grant('crawler-1', turn('c', 90_000));
    world.at_ms = 30_000;
    expect(world.asked('crawler-1', 'https://one.test/c', 200)).toBeUndefined();
    expect(world.comparisons).toBe(1);
    grant('crawler-1', turn('b', 90_000));
    expect(world.asked('crawler-1', 'https://one.test/b', 200)).toMatch('before its turn');
  });

  it('lets a turn start sooner that a process with a wrong clock has moved, and no other', () => {
    const moving = (isWrong: boolean) => {
      const { world, grant } = hosting();
      grant('crawler-1', turn('a', 900));
      if (isWrong) world.fault('clock_jump', 'crawler-2 table.get');
      grant('crawler-2', turn('a', -90_000));
      return world.asked('crawler-1', 'https://one.test/a', 200);
    };
    expect(moving(true)).toBeUndefined();
    expect(moving(false)).toMatch('before its turn');
  });

  it('leaves a turn that was moved for the request that has no other', () => {
    const { world, grant } = hosting();
    grant('crawler-1', turn('a', 900));
    world.fault('clock_jump', 'crawler-2 table.get');
    grant('crawler-2', turn('a', -90_000));
    grant('crawler-1', turn('b', 0));
    expect(world.asked('crawler-1', 'https://one.test/b', 200)).toBeUndefined();
    grant('crawler-1', turn('c', 2000));
    world.at_ms = 900;
    expect(world.asked('crawler-1', 'https://one.test/a', 200)).toBeUndefined();
    expect(world.asked('crawler-1', 'https://one.test/c', 200)).toMatch('before its turn');
  });

  it('objects to a turn while the host wants to be left alone', () => {
    const { world } = hosting();
    const schedule = { next_at_ms: 0, flights: [], penalty_until_ms: START_MS + 5000 };
    world.row('crawler-1', 'hosts', { ...KEY, revision: 1, schedule });
    expect(
      world.row('crawler-1', 'hosts', {
        ...KEY,
        revision: 2,
        schedule: { ...schedule, flights: [turn('a', 10)] },
      }),
    ).toMatch('wants to be left alone');
  });
});
