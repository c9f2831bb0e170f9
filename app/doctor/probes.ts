import { INSTALLATION_PROBES } from './installation-probes.ts';
import { LATENCY_PROBES } from './latency-probes.ts';
import { MACHINE_PROBES } from './machine-probes.ts';
import { OBJECT_PROBES } from './object-probes.ts';
import type { Ground, Probe } from './probe.ts';
import { PROXY_PROBE } from './proxy-probe.ts';
import { QUEUE_PROBES } from './queue-probes.ts';
import { SERVICE_PROBES } from './service-probes.ts';
import { TABLE_PROBES } from './table-probes.ts';

/** Everything that `sitepack doctor` looks at, in its order: what others need comes before them. */
export const PROBES: readonly Probe[] = [
  ...MACHINE_PROBES,
  PROXY_PROBE,
  ...SERVICE_PROBES,
  ...INSTALLATION_PROBES,
  ...needing('tables', TABLE_PROBES),
  ...needing('objects', OBJECT_PROBES),
  ...needing('queues', QUEUE_PROBES),
  ...LATENCY_PROBES,
];

function needing(ground: Ground, probes: readonly Probe[]): Probe[] {
  return probes.map((probe) => ({ ...probe, needs: [ground] }));
}
