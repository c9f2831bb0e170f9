import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { METRICS, type MetricKind } from './metric-catalogue.ts';

type Catalogue = typeof METRICS;
type Of<Name extends keyof Catalogue> = Catalogue[Name]['labels'][number];
type Named<Kind extends MetricKind> = {
  [Name in keyof Catalogue]: Catalogue[Name]['kind'] extends Kind ? Name : never;
}[keyof Catalogue];
type Counters = { readonly [Name in Named<'counter'>]: Counter<Of<Name>> };
type Gauges = { readonly [Name in Named<'gauge'>]: Gauge<Of<Name>> };
type Histograms = { readonly [Name in Named<'histogram'>]: Histogram<Of<Name>> };

/** What a process did with messages since it started. */
export interface MessageTotals {
  /** Handlers that returned. */
  readonly handled: number;
  /** Deliveries that failed, the last one of a dead message included. */
  readonly failed: number;
  /** Messages that a handler works on. */
  readonly in_work: number;
}

/** What became of a message. */
export type MessageOutcome = 'done' | 'put_off' | 'failed' | 'dead' | 'returned';

/** One request to AWS as it went, its attempts together. */
export interface AwsRequest {
  readonly service: string;
  readonly operation: string;
  /** 0 when it was given up before the first. */
  readonly attempts: number;
  readonly throttled: number;
  readonly duration_ms: number;
  readonly ok: boolean;
  /** Read or write units of DynamoDB that it consumed, where it said so. */
  readonly units?: number;
}

/**
 * The metrics of a process (or of one platform in it: tests have several), each of the catalogue and no other. They lie
 * in a registry of their own. To count takes a microsecond; nothing is sent anywhere, somebody comes and reads.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters: Counters;
  readonly #gauges: Gauges;
  readonly #histograms: Histograms;
  /** Asked when somebody reads: whoever holds a role says so itself. */
  readonly #roles = new Map<string, () => boolean>();
  #handled = 0;
  #failed = 0;
  #in_work = 0;

  constructor() {
    const counters: Record<string, unknown> = {};
    const gauges: Record<string, unknown> = {};
    const histograms: Record<string, unknown> = {};
    for (const [key, { name, kind, help, labels, ...more }] of Object.entries(METRICS)) {
      const options = { name, help, labelNames: [...labels], registers: [this.#registry] };
      if (kind === 'counter') counters[key] = new Counter(options);
      else if (kind === 'gauge') gauges[key] = emptyGauge(options);
      else
        histograms[key] = new Histogram({ ...options, buckets: 'buckets' in more ? [...more.buckets] : [] });
    }
    // Each entry went to the record of its kind, which TypeScript cannot follow through the loop.
    /* oxlint-disable typescript/no-unsafe-type-assertion */
    this.#counters = counters as Counters;
    this.#gauges = gauges as Gauges;
    this.#histograms = histograms as Histograms;
    /* oxlint-enable typescript/no-unsafe-type-assertion */
  }

  /**
   * Adds the figures of the process itself: its version, event loop, heap, garbage collection, open files. Once per
   * process, since it goes on until the process ends.
   */
  observeProcess(version: string): void {
    this.set('build_info', { version }, 1);
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Everything, in Prometheus's text format. */
  async text(): Promise<{ readonly body: string; readonly content_type: string }> {
    this.#look();
    return { body: await this.#registry.metrics(), content_type: this.#registry.contentType };
  }

  /** The sum of a counter or gauge, or the count of a histogram, over the label values that fit. For tests and people. */
  async value(name: keyof Catalogue, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    this.#look();
    const metric = this.#registry.getSingleMetric(METRICS[name].name);
    const { values = [] } = (await metric?.get()) ?? {};
    const counted = `${METRICS[name].name}_count`;
    let sum = 0;
    for (const entry of values) {
      if (METRICS[name].kind === 'histogram' && (!('metricName' in entry) || entry.metricName !== counted))
        continue;
      const given: Readonly<Record<string, string | number | undefined>> = entry.labels;
      if (Object.entries(labels).every(([label, wanted]) => given[label] === wanted)) sum += entry.value;
    }
    return sum;
  }

  totals(): MessageTotals {
    return { handled: this.#handled, failed: this.#failed, in_work: this.#in_work };
  }

  /** Counts by `amount`, 1 when absent. */
  count<Name extends Named<'counter'>>(name: Name, labels: Record<Of<Name>, string>, amount = 1): void {
    const counter: Counter = this.#counters[name];
    counter.inc(labels, amount);
  }

  set<Name extends Named<'gauge'>>(name: Name, labels: Record<Of<Name>, string>, value: number): void {
    const gauge: Gauge = this.#gauges[name];
    gauge.set(labels, value);
  }

  /** @param value in the unit of the metric's name: seconds. */
  observe<Name extends Named<'histogram'>>(
    name: Name,
    labels: Record<Of<Name>, string>,
    value: number,
  ): void {
    const histogram: Histogram = this.#histograms[name];
    histogram.observe(labels, value);
  }

  /** A message came for the first time, so long after it was sent. A clock that differs makes none younger than new. */
  delivered(queue: string, age_ms: number): void {
    this.observe('age', { queue }, Math.max(0, age_ms) / 1000);
  }

  /** Somebody began to look at a message. */
  taken(queue: string, type: string): void {
    this.count('taken', { queue, type });
  }

  /** What became of a message. */
  ended(queue: string, type: string, outcome: MessageOutcome, messages = 1): void {
    this.count('ended', { queue, type, outcome }, messages);
    if (outcome === 'done') this.#handled += messages;
    if (outcome === 'failed' || outcome === 'dead') this.#failed += messages;
  }

  /** A handler begins. @returns to be called when it ends, with the time it took. */
  handling(queue: string, type: string): (duration_ms: number) => void {
    this.#in_work += 1;
    this.#gauges.in_work.inc({ queue });
    return (duration_ms) => {
      this.#in_work -= 1;
      this.#gauges.in_work.dec({ queue });
      this.observe('handler', { type }, duration_ms / 1000);
    };
  }

  /** From now on tells whether this process has a role that one process has at a time. */
  watchRole(role: string, isHeld: () => boolean): void {
    this.#roles.set(role, isHeld);
  }

  #look(): void {
    for (const [role, isHeld] of this.#roles) this.set('lease_held', { role }, isHeld() ? 1 : 0);
  }

  /** A visit of a page came to an end. */
  pageRead(outcome: string): void {
    this.count('pages', { outcome });
  }

  packBuilt(pack: {
    readonly kind: 'full' | 'incremental';
    readonly duration_ms: number;
    readonly documents: number;
    readonly bytes: number;
  }): void {
    const { kind } = pack;
    this.observe('pack_builds', { kind }, pack.duration_ms / 1000);
    this.count('pack_documents', { kind }, pack.documents);
    this.count('pack_bytes', { kind }, pack.bytes);
  }

  /** @param type of the message that asked for it. */
  versionPublished(type: 'pack_full' | 'pack_incremental' | 'rollback'): void {
    this.count('versions', { type });
  }

  versionHeld(): void {
    this.count('versions_held', {});
  }

  /** What the searcher of this process has. */
  searcherHolds(packs: number, free_bytes: number): void {
    this.set('packs_served', {}, packs);
    this.set('searcher_free', {}, free_bytes);
  }

  awsRequest({ service, operation, attempts, throttled, duration_ms, ok, units }: AwsRequest): void {
    this.observe('aws_requests', { service, operation, outcome: ok ? 'ok' : 'error' }, duration_ms / 1000);
    if (attempts > 1) this.count('aws_retries', { service, operation }, attempts - 1);
    if (throttled > 0) this.count('aws_throttled', { service, operation }, throttled);
    if (units !== undefined) this.count('dynamodb_units', { operation }, units);
  }
}

/** One without labels is 0 from the start for prom-client; but a process without a searcher serves no 0 packs. */
function emptyGauge(options: ConstructorParameters<typeof Gauge>[0]): Gauge {
  const gauge = new Gauge(options);
  if (options.labelNames?.length === 0) gauge.remove({});
  return gauge;
}
