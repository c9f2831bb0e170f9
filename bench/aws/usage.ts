import { z } from 'zod';

/** Requests of one operation to AWS. */
export const operationUsage = z.object({
  service: z.enum(['sqs', 's3', 'dynamodb']),
  /** As the API names it. */
  operation: z.string(),
  /** Attempts that were made: each is paid for. */
  requests: z.number(),
  /** All of them together. */
  duration_ms: z.number(),
  /** Units of DynamoDB. */
  units: z.number(),
});
export type OperationUsage = z.infer<typeof operationUsage>;

/** What was asked of AWS, by service and operation. */
export const usage = z.array(operationUsage);
export type Usage = z.infer<typeof usage>;

/** A line of Prometheus's text format: name, labels, value. */
const LINE = /^(\w+)\{([^}]*)\} (\S+)$/gm;
const LABEL = /(\w+)="([^"]*)"/g;
const REQUESTS = 'sitepack_aws_request_duration_seconds';

/** Reads what `/metrics` says of requests to AWS. */
export function readUsage(metrics: string): Usage {
  const found = new Map<string, OperationUsage>();
  const entry = (service: string, operation: string): OperationUsage => {
    const key = `${service} ${operation}`;
    const known =
      found.get(key) ?? operationUsage.parse({ service, operation, requests: 0, duration_ms: 0, units: 0 });
    found.set(key, known);
    return known;
  };
  for (const [, name = '', list = '', value] of metrics.matchAll(LINE)) {
    const labels = Object.fromEntries(Array.from(list.matchAll(LABEL), ([, label, text]) => [label, text]));
    const { service = 'dynamodb', operation = '' } = labels;
    const amount = Number(value);
    if (name === `${REQUESTS}_count` || name === 'sitepack_aws_retries_total')
      entry(service, operation).requests += amount;
    else if (name === `${REQUESTS}_sum`) entry(service, operation).duration_ms += amount * 1000;
    else if (name === 'sitepack_dynamodb_units_total') entry(service, operation).units += amount;
  }
  return [...found.values()];
}

/** What came to it between two readings. */
export function since(before: Usage, after: Usage): Usage {
  return after
    .map((now) => {
      const then = before.find((one) => one.service === now.service && one.operation === now.operation);
      return {
        ...now,
        requests: now.requests - (then?.requests ?? 0),
        duration_ms: now.duration_ms - (then?.duration_ms ?? 0),
        units: now.units - (then?.units ?? 0),
      };
    })
    .filter(({ requests }) => requests > 0);
}

/** Each figure by a factor, such as 1 / pages. */
export function scaled(used: Usage, factor: number): Usage {
  return used.map((one) => ({
    ...one,
    requests: one.requests * factor,
    duration_ms: one.duration_ms * factor,
    units: one.units * factor,
  }));
}

export function requestsOf(used: Usage): number {
  return used.reduce((sum, { requests }) => sum + requests, 0);
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/** Units of DynamoDB. */
export function unitsOf(used: Usage): { readonly write: number; readonly read: number } {
  const sum = (writes: boolean): number =>
    used.reduce((total, { operation, units }) => total + (WRITES.has(operation) === writes ? units : 0), 0);
  return { write: sum(true), read: sum(false) };
}
