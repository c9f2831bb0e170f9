import { describe, expect, it } from 'vitest';
import type { Row } from '#ports/table.ts';
import type { Happening } from '../kernel/event.ts';
import { crawlRow } from '../invariants/testing/rows.ts';
import { CoverageTable } from './coverage-table.ts';
import { CoverageCollector } from './coverage.ts';

function coverageOf(...happenings: readonly Happening[]) {
  const collector = new CoverageCollector();
  for (const happening of happenings) collector.add({ ...happening, by: 'packer-1', at_ms: 1 });
  return collector.coverage();
}

function row(
  table: string,
  before: Record<string, string | number> | undefined,
  after: Record<string, unknown>,
) {
  const key = { pk: 'p', sk: 's' };
  return {
    type: 'row',
    table,
    before: before === undefined ? undefined : { ...key, ...before },
    after: { ...key, ...after } as Row,
  } as const;
}

const received = (body: string, receive_count = 1): Happening => ({
  type: 'received',
  queue: 'sitepack-index',
  message_id: '1',
  body,
  receive_count,
});

describe('coverage', () => {
  it('counts messages by type, and those that are none', () => {
    const counted = coverageOf(
      received('{"type":"index"}'),
      received('{"type":"index"}', 2),
      received('{oops'),
      received('{"type":"constructor"}'),
    );
    expect(counted['messages received']).toEqual({ index: 2, 'no type': 1, 'unknown type': 1 });
    expect(counted['messages']).toEqual({ 'delivered again': 1 });
  });

  it('counts dead letters by their code', () => {
    const letter = {
      queue: 'q',
      message_id: '1',
      code: 'not_json',
      reason: 'r',
      failures: 0,
      receive_count: 1,
    };
    const body = JSON.stringify({ ...letter, sent_at_ms: 1, died_at_ms: 1, body: 'oops' });
    const sent = { type: 'sent', message_id: '2', body, delay_ms: 0 } as const;
    expect(coverageOf({ ...sent, queue: 'sitepack-index-dead' })['messages']).toEqual({
      'dead: not_json': 1,
    });
    expect(coverageOf({ ...sent, queue: 'sitepack-pack-dead.fifo' })['messages']).toEqual({
      'dead: not_json': 1,
    });
    expect(coverageOf({ ...sent, queue: 'sitepack-index' })['messages']).toEqual({});
  });

  it('knows from rows which states were reached', () => {
    const counted = coverageOf(
      row('timers', undefined, { state: 'running' }),
      row('timers', { state: 'running' }, { state: 'firing' }),
      row(
        'pages',
        { state: 'unknown', visit_owner: 'a' },
        {
          state: 'present',
          mark: 'pending',
          visit_owner: '',
          outcome: { kind: 'indexed', reason: 'answered 200' },
        },
      ),
      row('heads', undefined, { lease_owner: 'a', fence: 1, lease_sequence: 1 }),
      row(
        'heads',
        { lease_owner: 'a', fence: 1, lease_sequence: 1 },
        { lease_owner: 'a', fence: 1, lease_sequence: 2 },
      ),
      row('heads', { lease_owner: 'a', fence: 1, version: 0 }, { lease_owner: 'b', fence: 2, version: 0 }),
      row(
        'heads',
        { lease_owner: 'b', fence: 2, version: 0 },
        { lease_owner: '', fence: 2, version: 1, deleted: false },
      ),
    );
    expect(counted['timers']).toEqual({ 'none to running': 1, 'running to firing': 1 });
    expect(counted['pages']).toEqual({ present: 1, pending: 1 });
    expect(counted['outcomes']).toEqual({ indexed: 1 });
    expect(counted['heads']).toEqual({
      'lease released': 1,
      'lease renewed': 1,
      'lease taken': 1,
      'lease taken over': 1,
      made: 1,
      'version published': 1,
    });
  });

  it('knows pages that rest, that have to be asked for all the same, and that leave by their grace', () => {
    const KNOWN = {
      url: 'https://one.test/a',
      origin: 'crawl',
      state: 'present',
      content_hash: 'a',
      outcome: { kind: 'indexed', reason: 'answered 200' },
      asked_at_ms: 40_000,
      changes: { visited: 2, unchanged: 2, elapsed_s: 40 },
      visit_for: 'p.c',
      attempts: 1,
      failures: 0,
      visit_owner: 'v',
      visit_until_ms: 0,
    };
    const visited = (fields: object): Happening => {
      const rest = row('pages', undefined, KNOWN);
      const after = { ...KNOWN, crawl_id: 'p.c', fetched_at_ms: 50_000, visit_owner: '', ...fields };
      return { ...rest, before: rest.after, after: { ...rest.after, ...after } };
    };
    const settings = { settings: { crawl: { revisit: 'adaptive' } } };
    const set: Happening = {
      ...row('indexes', undefined, settings),
      after: { pk: 'settings', sk: 'p', ...settings },
    };
    const crawl = { ...crawlRow({ sk: 'p.c', hall_pass: true }) };
    const begun: Happening = { type: 'row', table: 'crawls', before: undefined, after: crawl };
    const rests = visited({
      outcome: { kind: 'unchanged', reason: 'it changes seldom, and is asked for again' },
    });
    const asked = visited({ asked_at_ms: 50_000 });
    const failing = { since_ms: 1, visits: 2, given_up: true };
    expect(coverageOf(set, begun, rests)['pages']).toEqual({ 'left to rest': 1 });
    expect(coverageOf(set, begun, asked)['pages']).toEqual({ 'rest overruled': 1 });
    expect(coverageOf(begun, asked)['pages']).toEqual({});
    expect(coverageOf(set, asked)['pages']).toEqual({});
    expect(coverageOf(visited({ failing }))['pages']).toEqual({ 'given up': 1, 'given up after a grace': 1 });
    expect(coverageOf(visited({ failing: { ...failing, visits: 1 } }))['pages']).toEqual({ 'given up': 1 });
  });

  it('tells versions that are held for a golden query from others', () => {
    const held = (code: string): Happening => {
      const reason = { code, live: 1, found: 1, threshold: 0, text: '' };
      const fields = { manifest_key: 'k', manifest_sha256: 's', base: 1, since_ms: 1, held_at_ms: 1 };
      const what = { ...fields, documents: 1, bytes: 1, lost: 1, reasons: [reason] };
      return row('heads', { version: 1, deleted: 'no' }, { version: 1, deleted: 'no', held: what });
    };
    expect(coverageOf(held('lost'))['heads']).toEqual({ 'version held': 1 });
    expect(coverageOf(held('golden_missed'))['heads']).toEqual({
      'version held': 1,
      'version held for a golden query': 1,
    });
  });

  it('counts an action of a client when it ends, and whether it failed', () => {
    const tell = (phase: string, accepted: boolean): Happening => ({
      type: 'client',
      action: 'crawl',
      detail: JSON.stringify({ phase, by: 'api', index: 'a', url: 'https://a.test/' }),
      accepted,
    });
    expect(coverageOf(tell('begins', true), tell('ends', true))['actions']).toEqual({ crawl: 1 });
    expect(coverageOf(tell('begins', true), tell('ends', false))['actions']).toEqual({ 'crawl, failed': 1 });
  });

  it('keeps a bounded number of names', () => {
    const many = Array.from({ length: 500 }, (_, n): Happening => ({ type: 'asked', url: 'u', status: n }));
    const answers = coverageOf(...many)['answers of the web'] ?? {};
    expect(Object.keys(answers)).toHaveLength(201);
    expect(answers['others']).toBe(300);
  });
});

describe('the coverage of many runs', () => {
  const fault = (kind: 'crash' | 'late'): Happening => ({ type: 'fault', kind, number: 1, detail: '' });
  const table = new CoverageTable();
  table.add(coverageOf(fault('crash'), fault('crash')));
  table.add(coverageOf(fault('crash'), fault('late')));

  it('tells times and runs of each thing', () => {
    const lines = table
      .text()
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/));
    expect(lines[0]).toEqual(['coverage', 'times', 'runs']);
    expect(lines).toContainEqual(['crash', '3', '2']);
    expect(lines).toContainEqual(['late', '1', '1']);
  });

  it('tells what is known and was never reached', () => {
    expect(table.unreached('faults')).not.toContain('late');
    expect(table.unreached('faults')).toContain('pause');
    expect(table.unreached('timers')).toHaveLength(7);
    expect(table.text()).toMatch(/^timers\n {2}never: none to running, idle to running/m);
  });

  it('does not depend on the order of the runs', () => {
    const other = new CoverageTable();
    other.add(coverageOf(fault('late'), fault('crash')));
    other.add(coverageOf(fault('crash'), fault('crash')));
    expect(other.text()).toBe(table.text());
  });
});
