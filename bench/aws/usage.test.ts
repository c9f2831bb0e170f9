import { expect, it } from 'vitest';
import { Metrics } from '#runtime/metrics.ts';
import { readUsage, requestsOf, scaled, since, unitsOf } from './usage.ts';

const call = { attempts: 1, throttled: 0, duration_ms: 2, ok: true };

async function after(...calls: Parameters<Metrics['awsRequest']>[0][]) {
  const metrics = new Metrics();
  for (const one of calls) metrics.awsRequest(one);
  return readUsage((await metrics.text()).body);
}

it('is read from the metrics: requests with their retries, times, and units by operation', async () => {
  const used = await after(
    { ...call, service: 'sqs', operation: 'ReceiveMessage', attempts: 3 },
    { ...call, service: 'sqs', operation: 'ReceiveMessage', ok: false },
    { ...call, service: 'dynamodb', operation: 'UpdateItem', units: 2 },
    { ...call, service: 'dynamodb', operation: 'Query', units: 5 },
  );
  const of = (operation: string) => used.find((one) => one.operation === operation);
  expect(of('ReceiveMessage')).toMatchObject({ service: 'sqs', requests: 4, units: 0 });
  expect(of('ReceiveMessage')?.duration_ms).toBeCloseTo(4);
  expect(requestsOf(used)).toBe(6);
  expect(unitsOf(used)).toEqual({ write: 2, read: 5 });
});

it('of a time is the difference of two readings, without what did not occur', async () => {
  const before = await after({ ...call, service: 's3', operation: 'PutObject' });
  const later = await after(
    { ...call, service: 's3', operation: 'PutObject' },
    { ...call, service: 'dynamodb', operation: 'GetItem', units: 1 },
  );
  expect(since(before, later)).toEqual([
    { service: 'dynamodb', operation: 'GetItem', requests: 1, duration_ms: 2, units: 1 },
  ]);
  expect(requestsOf(scaled(later, 0.5))).toBe(1);
});
