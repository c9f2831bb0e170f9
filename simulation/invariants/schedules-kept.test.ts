import { describe, expect, it } from 'vitest';
import { scheduledCrawlId } from '#core/crawl/scheduled-crawl-id.ts';
import { dueMark } from '#core/tables/timers.ts';
import { schedulesKept } from './schedules-kept.ts';
import { type Fields, crawlRow, madeRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const START = 'https://one.test/';
const SCHEDULE = { kind: 'every', interval_s: 60 };
const INTERVAL_MS = 60_000;
const KEY = { pk: 'settings', sk: 'docs' };

/** An index with a schedule that is due at 100 s. */
function scheduled(): { world: ToldWorld; due_ms: number } {
  const world = new ToldWorld(schedulesKept);
  world.row(
    'client-1',
    'indexes',
    madeRow({ ...KEY, revision: 1, settings: { crawl: { schedule: SCHEDULE, start: [START] } } }),
  );
  world.at_ms = 100_000;
  const due_ms = world.wall_ms;
  world.at_ms = 10_000;
  world.row('timer-1', 'timers', scheduleRow(due_ms));
  world.at_ms = 101_000;
  return { world, due_ms };
}

function scheduleRow(next_ms: number, fields: Fields = {}) {
  const schedule = JSON.stringify(SCHEDULE);
  return madeRow({
    pk: 'schedules',
    sk: 'docs',
    mark: dueMark(next_ms),
    revision: 1,
    schedule,
    next_ms,
    ...fields,
  });
}

function start(
  { world, due_ms }: { world: ToldWorld; due_ms: number },
  at_ms = world.at_ms,
): string | undefined {
  world.at_ms = at_ms;
  const crawl_id = scheduledCrawlId('docs', START, due_ms);
  return world.sent('timer-1', world.names.of('index'), {
    type: 'index+crawl',
    site: 'one.test',
    index: 'docs',
    crawl_id,
    id: 'a',
  });
}

/** The worker says that it fell due, and when it does next. */
function fall({ world }: { world: ToldWorld }, next: Fields = {}): string | undefined {
  const last_ms = world.wall_ms;
  return world.row(
    'timer-1',
    'timers',
    scheduleRow(last_ms + INTERVAL_MS, { last_ms, revision: 2, ...next }),
  );
}

describe('I14', () => {
  it('is content with a crawl that is started when it is due, and due again after the interval', async () => {
    const made = scheduled();
    expect(start(made)).toBeUndefined();
    expect(fall(made)).toBeUndefined();
    expect(made.world.comparisons).toBe(1);
    expect(await made.world.atRest()).toBeUndefined();
  });

  it('objects to one that is started too soon, or found due before it was', () => {
    expect(start(scheduled(), 90_000)).toMatch('10000 ms too soon');
    const early = scheduled();
    start(early);
    expect(fall(early, { last_ms: early.due_ms - 1 })).toMatch('found it so at');
    const wrong = scheduled();
    wrong.world.at_ms = 50_000;
    expect(fall(wrong, { last_ms: wrong.due_ms })).toMatch('found it due 50000 ms too soon');
    const jumped = scheduled();
    jumped.world.fault('clock_jump', 'timer-1 table.query');
    expect(start(jumped, 90_000)).toBeUndefined();
    jumped.world.tell('timer-1', { type: 'process', change: 'started', roles: ['timer'] });
    expect(start(jumped, 91_000), 'put off').toBeUndefined();
  });

  it('objects to what nobody starts, unless a crawl goes on or it was taken away', () => {
    expect(fall(scheduled())).toMatch('nobody started a crawl');
    const going = scheduled();
    going.world.row('indexer-1', 'crawls', crawlRow());
    expect(fall(going)).toBeUndefined();
    const taken = scheduled();
    taken.world.change('client-1', 'indexes', KEY, { settings: {} });
    expect(fall(taken)).toBeUndefined();
    const over = scheduled();
    over.world.at_ms = 20_000;
    over.world.row('indexer-1', 'crawls', crawlRow());
    over.world.change('packer-1', 'crawls', { pk: 'docs', sk: 'docs.c' }, { mark: undefined, state: 'done' });
    over.world.at_ms = 101_000;
    expect(fall(over)).toMatch('nobody started a crawl');
  });

  it('objects to another interval than was asked for', () => {
    for (const [wait_ms, wrong] of [
      [30_000, true],
      [66_000, false],
      [67_000, true],
    ] as const) {
      const made = scheduled();
      start(made);
      const said = fall(made, { next_ms: made.world.wall_ms + wait_ms });
      expect(said === undefined).toBe(!wrong);
    }
  });

  it('objects to a row that goes while it is set, or stays when it is not', async () => {
    const { world } = scheduled();
    expect(world.deleted('timer-1', 'timers', { pk: 'schedules', sk: 'docs' })).toMatch('it is set still');
    const gone = scheduled().world;
    gone.change('client-1', 'indexes', KEY, { settings: {} });
    expect(await gone.atRest()).toMatch('is there, and is not set');
    expect(gone.deleted('timer-1', 'timers', { pk: 'schedules', sk: 'docs' })).toBeUndefined();
    expect(await gone.atRest()).toBeUndefined();
  });

  it('objects to one that was overdue when it was taken away, though nothing went wrong', () => {
    const takenAway = (at_ms: number): string | undefined => {
      const { world } = scheduled();
      world.tell('world', { type: 'faults_over' });
      world.at_ms = at_ms;
      return world.change('client-1', 'indexes', KEY, { settings: {} });
    };
    expect(takenAway(119_000)).toBeUndefined();
    expect(takenAway(160_000)).toMatch('it was due 60000 ms ago');
  });
});
