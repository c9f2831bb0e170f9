import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METRICS, type MetricEntry } from '#runtime/metric-catalogue.ts';
import { Metrics } from '#runtime/metrics.ts';
import { dashboardJson } from './dashboard.ts';

const panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  datasource: z.object({ uid: z.literal('${datasource}') }).optional(),
  targets: z
    .array(
      z.object({ expr: z.string(), legendFormat: z.string(), datasource: z.object({ uid: z.string() }) }),
    )
    .default([]),
});
const text = await readFile(new URL('sitepack.json', import.meta.url), 'utf8');
const { panels } = z.object({ panels: z.array(panel) }).parse(JSON.parse(text));
const entries: readonly MetricEntry[] = Object.values(METRICS);
const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** What Prometheus knows beside the metrics: functions, keywords, and the labels that it adds itself. */
const FUNCTIONS = new Set(['sum', 'rate', 'increase', 'count', 'histogram_quantile', 'by']);
const ADDED_LABELS = ['instance', 'job'];

/** The names of series that a query asks for, and the labels it has for each of them. */
function read(expr: string): { series: string[]; labels: string[] } {
  const bare = expr.replaceAll(/"[^"]*"/g, '""').replaceAll(/\[[^\]]*\]/g, '');
  const grouped = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
  const matched = [...bare.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(/,\s*/).map((matcher) => matcher.split(/=~|!=|=/)[0] ?? ''),
  );
  const rest = bare.replaceAll(/\bby \([^)]*\)/g, '').replaceAll(/\{[^}]*\}/g, '');
  const words = rest.match(/[a-zA-Z_:][\w:]*/g) ?? [];
  return { series: words.filter((word) => !FUNCTIONS.has(word)), labels: [...grouped, ...matched] };
}

/** The labels of every series there is, by its name as Prometheus stores it. */
async function known(): Promise<Map<string, readonly string[]>> {
  const series = new Map<string, readonly string[]>();
  for (const { name, kind, labels } of entries) {
    if (kind !== 'histogram') series.set(name, labels);
    else {
      series.set(`${name}_bucket`, [...labels, 'le']);
      for (const end of ['_sum', '_count']) series.set(`${name}${end}`, labels);
    }
  }
  const metrics = new Metrics();
  metrics.observeProcess('0');
  const { body } = await metrics.text();
  for (const [, name = '', kind] of body.matchAll(/^# TYPE ((?:process|nodejs)_\w+) (\w+)$/gm)) {
    const labels = name === 'nodejs_gc_duration_seconds' ? ['kind'] : [];
    for (const end of kind === 'histogram' ? ['_sum', '_count'] : ['']) series.set(`${name}${end}`, labels);
  }
  return series;
}

describe('the dashboard', () => {
  it('is the one that the code makes', () => {
    expect(text === dashboardJson(), 'write docs/grafana/sitepack.json anew: npm run docs').toBe(true);
  });

  it('asks only for metrics and labels that there are', async () => {
    const series = await known();
    expect(exprs.length).toBeGreaterThan(40);
    for (const expr of exprs) {
      const query = read(expr);
      expect(query.series, expr).not.toEqual([]);
      for (const name of query.series) {
        const labels = series.get(name);
        expect(labels, `${name} in ${expr}`).toBeDefined();
        expect([...(labels ?? []), ...ADDED_LABELS], expr).toEqual(expect.arrayContaining(query.labels));
      }
    }
  });

  it('shows every metric', () => {
    const asked = new Set(
      exprs.flatMap((expr) => read(expr).series.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))),
    );
    expect(entries.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
  });

  it('names each line by labels that its query keeps', () => {
    for (const { targets } of panels) {
      for (const { expr, legendFormat } of targets) {
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        expect(read(expr).labels, expr).toEqual(expect.arrayContaining(named));
      }
    }
  });

  it('has its data source as a variable, everywhere', () => {
    const graphs = panels.filter(({ type }) => type !== 'row');
    for (const { title, datasource, targets } of graphs) {
      expect(datasource, title).toBeDefined();
      for (const target of targets) expect(target.datasource.uid).toBe('${datasource}');
    }
  });

  it('has its panels side by side: each in 24 columns, none on another, each id once', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });
});

describe('the reading of queries in this test', () => {
  it('finds series and labels', () => {
    expect(read('sum by (a, b) (rate(x_total{c=~"$d", e!="f_total"}[5m])) / y')).toEqual({
      series: ['x_total', 'y'],
      labels: ['a', 'b', 'c', 'e'],
    });
  });
});
