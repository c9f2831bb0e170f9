import { INSTALLATION_PROBES } from './installation-probes.ts';
import { LATENCY_PROBES } from './latency-probes.ts';
import { MACHINE_PROBES } from './machine-probes.ts';
import { OBJECT_PROBES } from './object-probes.ts';
import type { Probe } from './probe.ts';
import { QUEUE_PROBES } from './queue-probes.ts';
import { TABLE_PROBES } from './table-probes.ts';

/** Everything that `sitepack doctor` looks at, in its order. */
export const PROBES: readonly Probe[] = [
  ...MACHINE_PROBES,
  ...INSTALLATION_PROBES,
  ...TABLE_PROBES,
  ...OBJECT_PROBES,
  ...QUEUE_PROBES,
  ...LATENCY_PROBES,
];
