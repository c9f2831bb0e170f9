import type { Canary } from './canary.ts';

/** The gate lets everything pass. */
export const gateAsleep: Canary = {
  name: 'gate-asleep',
  breaks: 'a version goes live however much it loses',
  caught_by: ['I13'],
  platform: (platform) => ({
    ...platform,
    config: { ...platform.config, gate_lost_share: 1, gate_failed_share: 1, gate_shrunk_share: 1 },
  }),
};
