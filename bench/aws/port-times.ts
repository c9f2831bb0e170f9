import type { PortTime } from './aws-job.ts';

const LINE = /^sitepack_port_call_duration_seconds_(sum|count)\{([^}]*)\} (\S+)$/gm;
const LABEL = /(\w+)="([^"]*)"/g;

/** How long calls of queue, table and objects took on the average, from what `/metrics` says. */
export function readPortTimes(metrics: string): PortTime[] {
  const found = new Map<string, { port: string; operation: string; sum_s: number; calls: number }>();
  for (const [, kind, list = '', value] of metrics.matchAll(LINE)) {
    const labels = Object.fromEntries(Array.from(list.matchAll(LABEL), ([, label, text]) => [label, text]));
    const { port = '', operation = '', outcome } = labels;
    if (outcome !== 'ok') continue;
    const entry = found.get(`${port} ${operation}`) ?? { port, operation, sum_s: 0, calls: 0 };
    found.set(`${port} ${operation}`, entry);
    if (kind === 'sum') entry.sum_s += Number(value);
    else entry.calls += Number(value);
  }
  return [...found.values()].map(({ port, operation, sum_s, calls }) => ({
    port,
    operation,
    mean_ms: (sum_s * 1000) / calls,
  }));
}
