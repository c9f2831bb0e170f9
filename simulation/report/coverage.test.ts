import { describe, expect, it } from 'vitest';
import type { Row } from '#ports/table.ts';
import type { Happening } from '../kernel/event.ts';
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
