import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** The packer takes the second firing of a timer for the first one come again, and packs nothing. */
export const timerForgetsGeneration: Canary = {
  name: 'timer-forgets-generation',
  breaks: 'every start of a timer is its first: its generation stays 1',
  caught_by: ['I1', 'I3', 'I11'],
  platform: (platform) => {
    const { table } = platform;
    return {
      ...platform,
      table: overlay(table, {
        put: (name, row, expected) =>
          table.put(name, name === 'timers' ? { ...row, generation: 1 } : row, expected),
      }),
    };
  },
};
