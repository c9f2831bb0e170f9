import { expect, it } from 'vitest';
import { costPlot } from './cost-plot.ts';

it('a cost that grows as the index does is a straight line', () => {
  const svg = costPlot(
    [
      { name: 'linear', points: [1, 10, 100].map((n) => [n * 1000, n] as const) },
      { name: 'constant', points: [[1000, 2] as const, [100_000, 2] as const] },
    ],
    'ms',
  );
  const lines = [...svg.matchAll(/points="([^"]+)"/gu)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );
  const [[from, middle, to] = [], [flat, end] = []] = lines;
  expect((middle?.[0] ?? 0) * 2).toBeCloseTo((from?.[0] ?? 0) + (to?.[0] ?? 0), 0);
  expect((middle?.[1] ?? 0) * 2).toBeCloseTo((from?.[1] ?? 0) + (to?.[1] ?? 0), 0);
  expect(to?.[1]).toBeLessThan(from?.[1] ?? 0);
  expect(flat?.[1]).toBe(end?.[1]);
  for (const text of ['linear', 'constant', '1,000', '100,000']) expect(svg).toContain(`>${text}<`);
});
