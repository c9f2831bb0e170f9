import { dueMark } from '#core/tables/timers.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** What is due by a schedule is due again in half the time. */
const FACTOR = 0.5;

export const scheduleTooOften: Canary = {
  name: 'schedule-too-often',
  breaks: 'a schedule falls due again after half of its interval',
  caught_by: ['I14'],
  platform: (platform) => {
    const { table } = platform;
    return {
      ...platform,
      table: overlay(table, {
        put: (name, row, expected) => {
          const { last_ms, next_ms } = row;
          if (name !== 'timers' || row.pk !== 'schedules') return table.put(name, row, expected);
          if (typeof last_ms !== 'number' || typeof next_ms !== 'number')
            return table.put(name, row, expected);
          const sooner_ms = Math.round(last_ms + (next_ms - last_ms) * FACTOR);
          return table.put(name, { ...row, next_ms: sooner_ms, mark: dueMark(sooner_ms) }, expected);
        },
      }),
    };
  },
};
