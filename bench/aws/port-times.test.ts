import { expect, it } from 'vitest';
import { Metrics } from '#runtime/metrics.ts';
import { readPortTimes } from './port-times.ts';

it('the mean of the calls that came through, by port and operation', async () => {
  const metrics = new Metrics();
  const observe = (operation: string, outcome: string, seconds: number): void =>
    metrics.observe('port_calls', { port: 'table', operation, outcome }, seconds);
  observe('update', 'ok', 0.002);
  observe('update', 'ok', 0.004);
  observe('update', 'error', 9);
  observe('get', 'ok', 0.001);
  const times = readPortTimes((await metrics.text()).body);
  expect(times.map(({ operation, mean_ms }) => [operation, Number(mean_ms.toFixed(6))])).toEqual([
    ['update', 3],
    ['get', 1],
  ]);
});
