import { describe, expect, it } from 'vitest';
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
