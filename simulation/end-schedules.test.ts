import { expect, it } from 'vitest';
import { hostOf, indexNameFor } from '#core/crawl/url.ts';
import { scheduleRowSchema } from '#core/tables/schedules.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { endSchedules } from './end-schedules.ts';
import { World } from './world.ts';

/** More looks and tries than it takes; a loop without end is told, and does not hang. */
const MOST_RUNS = 1000;

/** A world in which nothing goes wrong, with an index that has a schedule. */
async function withSchedule() {
  const world = new World({ seed: 1 });
  world.endFaults();
  const [start = ''] = world.web.starts;
  const index = indexNameFor(hostOf(start));
  const schedule = { kind: 'every', interval_s: 60 } as const;
  const unset = { revision: 0, settings: {} };
  await writeSettings(world.table, index, { crawl: { schedule, start: [start] } }, unset);
  return {
    world,
    schedule,
    stored: async () => (await readSettings(world.table, index)).settings.crawl?.schedule,
    [Symbol.dispose]: () => world[Symbol.dispose](),
  };
}

it('schedules fall due once more, and are taken away then', async () => {
  using made = await withSchedule();
  const { world } = made;
  const order: string[] = [];
  world.observe((event) => {
    if (event.type === 'client' && event.action === 'settings' && order.at(-1) !== 'taken away')
      order.push('taken away');
    if (event.type !== 'row' || event.table !== 'timers') return;
    const [was, is] = [
      scheduleRowSchema.safeParse(event.before).data,
      scheduleRowSchema.safeParse(event.after).data,
    ];
    if (is?.last_ms !== undefined && is.last_ms !== was?.last_ms) order.push('due');
  });
  await world.start();
  await endSchedules(world, (ms) => world.timeline.run(world.now() + ms));
  expect(order).toEqual(['due', 'taken away']);
  expect(await made.stored()).toBeUndefined();
});

it('schedules of a run that is over are left, as time stands still in it', async () => {
  using made = await withSchedule();
  const { world } = made;
  let runs = 0;
  await endSchedules(world, async () => {
    runs += 1;
    if (runs > MOST_RUNS) throw new Error('it waits without end for what does not come');
  });
  expect(world.now()).toBe(0);
  expect(await made.stored()).toEqual(made.schedule);
});
