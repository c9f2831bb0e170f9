import { describe, expect, it } from 'vitest';
import { LABELS, METRICS, type MetricEntry } from './metric-catalogue.ts';
import { Metrics } from './metrics.ts';

const entries: readonly MetricEntry[] = Object.values(METRICS);

describe('the catalogue of metrics', () => {
  it.each(entries)('names $name as Prometheus has it', ({ name, kind, labels, buckets, help }) => {
    expect(name).toMatch(/^sitepack_[a-z]+(?:_[a-z]+)*$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    // Base units: what measures a time or a size says seconds or bytes, and nothing says ms or mb.
    expect(name).not.toMatch(/_(?:ms|milliseconds|mb|kb)(?:_|$)/);
    expect(/_(?:seconds|bytes)$/.test(name)).toBe(
      kind === 'histogram' || name === 'sitepack_searcher_free_bytes',
    );
    expect(buckets !== undefined).toBe(kind === 'histogram');
    expect(buckets ?? []).toEqual([...(buckets ?? [])].sort((a, b) => a - b));
    expect(help).toMatch(/\.$/);
    for (const label of labels) expect(LABELS).toHaveProperty(label);
  });

  it('has each name and uses each label', () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    const used = new Set(entries.flatMap(({ labels }) => labels));
    expect([...used].toSorted()).toEqual(Object.keys(LABELS).toSorted());
  });
});

describe('metrics', () => {
  it('are written as text that Prometheus reads', async () => {
    const metrics = new Metrics();
    metrics.ended('crawl', 'crawl', 'done', 3);
    metrics.delivered('crawl', 20);
    const { body, content_type } = await metrics.text();
    expect(content_type).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = body.split('\n');
    expect(lines).toContain('# TYPE sitepack_messages_ended_total counter');
    expect(lines).toContain('sitepack_messages_ended_total{queue="crawl",type="crawl",outcome="done"} 3');
    expect(lines).toContain('sitepack_message_age_seconds_bucket{le="0.025",queue="crawl"} 1');
    expect(lines).toContain('sitepack_message_age_seconds_bucket{le="0.005",queue="crawl"} 0');
    for (const { name } of entries) expect(body).toContain(`# HELP ${name} `);
  });

  it('of one platform are not those of another', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.pageRead('indexed');
    expect([await one.value('pages'), await other.value('pages')]).toEqual([1, 0]);
  });

  it('refuse a label that is not of the catalogue', () => {
    const metrics = new Metrics();
    const labels = { outcome: 'indexed', url: 'https://site.gov/' };
    expect(() => metrics.count('pages', labels)).toThrow(/url/);
  });

  it('tell the totals of messages: a dead one failed too', () => {
    const metrics = new Metrics();
    const ended = metrics.handling('crawl', 'crawl');
    metrics.handling('pack', 'pack_full');
    expect(metrics.totals()).toEqual({ handled: 0, failed: 0, in_work: 2 });
    ended(5);
    for (const outcome of ['done', 'put_off', 'failed', 'dead', 'returned'] as const)
      metrics.ended('crawl', 'crawl', outcome);
    expect(metrics.totals()).toEqual({ handled: 1, failed: 2, in_work: 1 });
  });

  it('ask who has a role when they are read', async () => {
    const metrics = new Metrics();
    let held = false;
    metrics.watchRole('orchestrator', () => held);
    expect((await metrics.text()).body).toContain('sitepack_lease_held{role="orchestrator"} 0');
    held = true;
    expect((await metrics.text()).body).toContain('sitepack_lease_held{role="orchestrator"} 1');
  });

  it('count the attempts of a request to AWS beyond the first', async () => {
    const metrics = new Metrics();
    const request = { service: 'sqs', operation: 'SendMessageBatch', duration_ms: 10, ok: true };
    metrics.awsRequest({ ...request, attempts: 1, throttled: 0 });
    metrics.awsRequest({ ...request, attempts: 3, throttled: 2 });
    // Given up before the first attempt.
    metrics.awsRequest({ ...request, attempts: 0, throttled: 0, ok: false });
    expect(await metrics.value('aws_requests', { service: 'sqs' })).toBe(3);
    expect(await metrics.value('aws_requests', { outcome: 'error' })).toBe(1);
    expect(await metrics.value('aws_retries')).toBe(2);
    expect(await metrics.value('aws_throttled', { operation: 'SendMessageBatch' })).toBe(2);
  });

  it('count the units of DynamoDB where a request told of them', async () => {
    const metrics = new Metrics();
    const request = { service: 'dynamodb', attempts: 1, throttled: 0, duration_ms: 1, ok: true };
    metrics.awsRequest({ ...request, operation: 'Query', units: 3 });
    metrics.awsRequest({ ...request, operation: 'UpdateItem', units: 2 });
    metrics.awsRequest({ ...request, operation: 'UpdateItem', ok: false });
    expect(await metrics.value('dynamodb_units')).toBe(5);
    expect(await metrics.value('dynamodb_units', { operation: 'UpdateItem' })).toBe(2);
  });

  it('have the figures of packs and of a searcher in base units', async () => {
    const metrics = new Metrics();
    metrics.packBuilt({ kind: 'full', duration_ms: 2000, documents: 10, bytes: 4096 });
    metrics.versionPublished('pack_full');
    metrics.searcherHolds(2, 1_000_000);
    const { body } = await metrics.text();
    for (const line of [
      'sitepack_pack_build_duration_seconds_sum{kind="full"} 2',
      'sitepack_pack_documents_total{kind="full"} 10',
      'sitepack_pack_bytes_total{kind="full"} 4096',
      'sitepack_versions_published_total{type="pack_full"} 1',
      'sitepack_searcher_packs_served 2',
      'sitepack_searcher_free_bytes 1000000',
    ])
      expect(body.split('\n')).toContain(line);
  });

  it('have the event loop, heap and garbage collection of the process when told to', async () => {
    const metrics = new Metrics();
    metrics.observeProcess('1.2.3');
    const { body } = await metrics.text();
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
      'nodejs_gc_duration_seconds',
    ])
      expect(body).toContain(`# TYPE ${name} `);
    expect(body).toContain('sitepack_build_info{version="1.2.3"} 1\n');
  });

  it('say nothing of a searcher where there is none', async () => {
    expect((await new Metrics().text()).body).not.toMatch(/^sitepack_searcher/m);
  });
});
