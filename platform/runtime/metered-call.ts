import type { Clock } from '#ports/clock.ts';
import type { Metrics } from './metrics.ts';

/** What the wrappers measure with. */
export interface Metering {
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** The ports whose calls are measured in one metric. */
export type MeteredPort = 'queue' | 'table' | 'objects' | 'peer';

/** Does a call of a port and counts it with its time, whether it came through or threw. */
export async function meteredCall<Result>(
  metering: Metering,
  port: MeteredPort,
  operation: string,
  call: () => Promise<Result>,
): Promise<Result> {
  const begun_ms = metering.clock.monotonic();
  let outcome = 'error';
  try {
    const result = await call();
    outcome = 'ok';
    return result;
  } finally {
    const seconds = (metering.clock.monotonic() - begun_ms) / 1000;
    metering.metrics.observe('port_calls', { port, operation, outcome }, seconds);
  }
}
