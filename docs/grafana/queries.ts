import { type Label, METRICS } from '#runtime/metric-catalogue.ts';

type Name = keyof typeof METRICS;

/** Only the processes that are chosen on the dashboard. */
function chosen(...more: readonly string[]): string {
  return `{${['instance=~"$instance"', ...more].join(', ')}}`;
}

function by(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
}

/** How often per second, or what amount per second. @param where further matchers, such as `outcome="done"`. */
export function rate(metric: Name, labels: readonly Label[] = [], ...where: readonly string[]): string {
  return `sum${by(labels)} (rate(${METRICS[metric].name}${chosen(...where)}[$__rate_interval]))`;
}

/** How often per second something happened whose times are kept. */
export function timesPerSecond(
  metric: Name,
  labels: readonly Label[] = [],
  ...where: readonly string[]
): string {
  return `sum${by(labels)} (rate(${METRICS[metric].name}_count${chosen(...where)}[$__rate_interval]))`;
}

/** How often in the time that the dashboard shows. */
export function inRange(metric: Name, ...where: readonly string[]): string {
  return `sum (increase(${METRICS[metric].name}${chosen(...where)}[$__range]))`;
}

export function quantile(
  q: number,
  metric: Name,
  labels: readonly Label[] = [],
  ...where: readonly string[]
): string {
  const buckets = `${METRICS[metric].name}_bucket${chosen(...where)}`;
  return `histogram_quantile(${q}, sum by (${['le', ...labels].join(', ')}) (rate(${buckets}[$__rate_interval])))`;
}

/** The median and p95 of a histogram, as two lines. */
export function spread(metric: Name): { expr: string; legend: string }[] {
  return [0.5, 0.95].map((q) => ({ expr: quantile(q, metric), legend: `p${q * 100}` }));
}

/** The buckets of a histogram, for a heatmap. */
export function buckets(metric: Name): string {
  return `sum by (le) (increase(${METRICS[metric].name}_bucket${chosen()}[$__rate_interval]))`;
}

/** A gauge, summed over the processes. */
export function level(metric: Name, labels: readonly string[] = []): string {
  return `sum${by(labels)} (${METRICS[metric].name}${chosen()})`;
}

/** A figure of the process itself, for each of them. */
export function ofProcess(name: string): string {
  return `${name}${chosen()}`;
}

/** Growth per second of a figure of the process itself, for each of them. */
export function rateOfProcess(name: string, ...labels: readonly string[]): string {
  return `sum${by(['instance', ...labels])} (rate(${name}${chosen()}[$__rate_interval]))`;
}
