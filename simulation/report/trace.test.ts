import { describe, expect, it } from 'vitest';
import { registry } from '#messages/registry.ts';
import type { Row } from '#ports/table.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { parseDiagram } from '../../test/diagrams/parse-diagram.ts';
import type { Happening, WorldEvent } from '../kernel/event.ts';
import type { Violation } from '../outcome.ts';
import { violationText } from './outcome-text.ts';
import { Trace, type TraceChoice } from './trace.ts';

const names = queueNames('sitepack');
const index = names.of('index');

function at(at_ms: number, by: string, happening: Happening): WorldEvent {
  return { ...happening, by, at_ms };
}

const body = '{"type":"index","site":"site.gov","path":"/about"}';
const searcher_id = '00000000-0000-4000-8000-000000000001';
const registration = JSON.stringify({ ...registry.register.example, searcher_id, free_space: 10 });

const EVENTS: readonly WorldEvent[] = [
  at(0, 'indexer-1', { type: 'process', change: 'failed_to_start', roles: ['indexer'] }),
  at(1.5, 'client-1', { type: 'sent', queue: index, message_id: 'a', body, delay_ms: 0 }),
  at(2, 'client-1', {
    type: 'sent',
    queue: index,
    message_id: 'b',
    body: '{register; the end',
    delay_ms: 500,
  }),
  at(3, 'indexer-1', { type: 'received', queue: index, message_id: 'a', body, receive_count: 2 }),
  at(4, 'world', { type: 'fault', kind: 'crash', number: 7, detail: 'indexer-1 table.update' }),
  at(5, 'indexer-1', { type: 'deleted', queue: index, message_id: 'a', body }),
  at(6, 'searcher-1', {
    type: 'sent',
    queue: names.of('orchestrator'),
    message_id: 'c',
    body: registration,
    delay_ms: 0,
  }),
  at(7, 'orchestrator-1', {
    type: 'sent',
    queue: names.searcher(searcher_id),
    message_id: 'd',
    body: '{}',
    delay_ms: 0,
  }),
  at(8, 'packer-1', {
    type: 'row',
    table: 'heads',
    before: { pk: 'heads', sk: 'site.gov', version: 3, fence: 1 },
    after: { pk: 'heads', sk: 'site.gov', version: 4, fence: 1 },
  }),
  // Rows of a table that are not what it is named for.
  at(8, 'indexer-1', {
    type: 'row',
    table: 'crawls',
    before: undefined,
    after: { pk: 'tallies', sk: 'a', found: 1 },
  }),
  at(8, 'packer-1', {
    type: 'row',
    table: 'failures',
    before: undefined,
    after: { pk: 'q', sk: 'm', put_offs: 1 },
  }),
  at(9, 'client-1', {
    type: 'answered',
    limit: 10,
    offset: 0,
    router: 'orchestrator-1#2',
    index: 'site.gov',
    query: 'hours',
    begun_at_ms: 8.2,
    answer: { version: 4, total: 2, ids: [], shards: { total: 1, answered: 1 } },
  }),
  at(10, 'crawler-1', { type: 'asked', url: 'https://site.gov/' }),
];

function traced(events: readonly WorldEvent[], choice?: TraceChoice, violation?: Violation): string {
  const trace = new Trace(names, { registrations: true, ...choice });
  for (const event of events) trace.observe(event);
  return trace.text(['a run'], violation);
}

describe('a trace', () => {
  it('is a Mermaid sequence of messages by way of their queues', () => {
    const { faults, arrows, participants } = parseDiagram(traced(EVENTS));
    expect(faults).toEqual([]);
    expect(arrows.map(({ from, to, label }) => `${from} -> ${to}: ${label}`)).toEqual([
      'client-1 -> index queue: 1 ms: m1 <index site.gov /about>',
      'client-1 -> index queue: 2 ms: m2 "{register; the end", in 500 ms',
      'index queue -> indexer-1: 3 ms: m1 <index site.gov /about>, delivery 2',
      'indexer-1 -> index queue: 5 ms: m1',
      'searcher-1 -> orchestrator queue: 6 ms: m3 <register searcher-1 10 MB>',
      'orchestrator-1 -> queue of searcher-1: 7 ms: m4 "{}"',
      'orchestrator-1 -> client-1: 9 ms: "hours" in site.gov, asked at 8 ms: version 4, 2 found, 1 of 1 shards',
      'crawler-1 -> WWW: 10 ms: https://site.gov/: no answer',
    ]);
    expect(participants[0]).toBe('client-1');
    expect(participants.at(-1)).toBe('WWW');
  });

  it('has faults, changes of processes and moves of heads as notes', () => {
    const notes = traced(EVENTS)
      .match(/Note right of .*/g)
      ?.map((note) => note.replace(/^.*?: /, ''));
    expect(notes).toEqual([
      '0 ms: failed to start',
      '4 ms: fault 7, crash: indexer-1 table.update',
      '8 ms: head of site.gov: from version 3 to 4',
    ]);
  });

  it('is the same from run to run', () => {
    expect(traced(EVENTS)).toBe(traced(structuredClone(EVENTS)));
  });

  it('calls a message the same whatever part of the run is drawn', () => {
    const text = traced(EVENTS, { from_ms: 5, to_ms: 6 });
    expect(text).toContain('5 ms: m1');
    expect(text).toContain('6 ms: m3 #lt;register searcher-1');
    expect(text).not.toContain(' 7 ms:');
    expect(text).not.toContain(' 4 ms:');
  });

  it('calls crawls by their order in the run, and says which they are', () => {
    const row = (at_ms: number, table: string, after: Row) =>
      at(at_ms, 'indexer-1', { type: 'row', table, before: undefined, after });
    const open = { mark: 'open', url: 'https://site.gov/' };
    const events = [
      row(1, 'crawls', { pk: 'a', sk: 'a.01', state: 'running' }),
      row(2, 'frontier', { pk: 'b.02', sk: 'x', ...open }),
      row(3, 'frontier', { pk: 'a.01', sk: 'x', ...open }),
      at(4, 'packer-1', { type: 'object_put', key: 'reports/b.02.json', bytes: new Uint8Array() }),
    ];
    const text = traced(events);
    expect(text).toContain('1 ms: crawl c1: running');
    expect(text).toContain('2 ms: frontier of c2: https://site.gov/ is open');
    expect(text).toContain('3 ms: frontier of c1: https://site.gov/ is open');
    expect(text).toContain('4 ms: Put reports/c2.json');
    expect(text).toMatch(/^%% legend: c1 is the crawl a.01\n%% legend: c2 is the crawl b.02$/m);
    const part = traced(events, { from_ms: 4 });
    expect(part).toContain('Put reports/c2.json');
    expect(part).toContain('c2 is the crawl b.02');
    expect(part).not.toContain('c1 is the crawl');
  });

  it('does not speak of a version that nobody gave', () => {
    const rollback = { type: 'rollback', index: 'one.test' };
    const sent = (body: object) =>
      at(1, 'client-1', {
        type: 'sent',
        queue: index,
        message_id: 'r',
        body: JSON.stringify(body),
        delay_ms: 0,
      });
    expect(traced([sent(rollback)])).toMatch(/m1 #lt;rollback one.test#gt;$/m);
    expect(traced([sent({ ...rollback, version: 2 })])).toMatch(/rollback one.test version 2#gt;$/m);
  });

  it('shows the end of a long run, and says how much it left out', () => {
    const long = Array.from({ length: 1000 }, (_, n) =>
      at(n, 'client-1', { type: 'client', action: 'search', detail: `${n}`, accepted: true }),
    );
    const text = traced(long);
    expect(text).toContain('%% 700 lines before these left out');
    expect(text.match(/Note/g)).toHaveLength(300);
    expect(text).toContain('999 ms: search 999');
  });

  it('is as small as Mermaid draws it', () => {
    const long = Array.from({ length: 300 }, (_, n) =>
      at(n, 'client-1', { type: 'client', action: 'search', detail: 'x'.repeat(400), accepted: true }),
    );
    const text = traced(long);
    expect(text.length).toBeLessThanOrEqual(50_000);
    expect(text).toMatch(/^%% \d+ lines before these left out/m);
    expect(text).toContain('299 ms: search xxx');
    const window = traced(long, { from_ms: 0 });
    expect(window).toMatch(/^%% these are \d\d,\d{3} characters, and Mermaid draws 50,000 /m);
    const [, to_ms = ''] = /such as --trace-to (\d+)$/m.exec(window) ?? [];
    expect(traced(long, { from_ms: 0, to_ms: Number(to_ms) }).length).toBeLessThanOrEqual(50_000);
  });

  it('calls whoever takes part the same in every part of a run', () => {
    const declared = (choice: TraceChoice): readonly string[] =>
      traced(EVENTS, choice).match(/participant .*/g) ?? [];
    const all = declared({});
    for (const choice of [{ to_ms: 3 }, { from_ms: 6 }, { from_ms: 8, registrations: false }]) {
      expect(declared(choice).length).toBeLessThan(all.length);
      expect(all).toEqual(expect.arrayContaining([...declared(choice)]));
    }
  });

  it('bounds a window as well', () => {
    const long = Array.from({ length: 3000 }, (_, n) =>
      at(n, 'client-1', { type: 'client', action: 'search', detail: `${n}`, accepted: true }),
    );
    expect(traced(long, { from_ms: 0 })).toContain('%% 1,000 lines after these left out');
  });

  it('has the violation behind the event at which it was seen', () => {
    const violation = { invariant: 'I4', at_ms: 5, event_number: 6, text: 'version 4 follows on 2' };
    const lines = traced(EVENTS, {}, violation).split('\n');
    const place = lines.findIndex((line) => line.includes('VIOLATION'));
    expect(lines[place]).toMatch(/Note right of P\d+: 5 ms: VIOLATION of I4: version 4 follows on 2$/);
    expect(lines[place - 1]).toContain('-x');
    expect(lines[place + 1]).toContain('6 ms: m3');
    expect(parseDiagram(lines.join('\n')).faults).toEqual([]);
    expect(traced(EVENTS, { from_ms: 6 }, violation)).not.toContain('VIOLATION');
  });

  it('shows what happened at a moment to whoever asks for the ms that is printed', () => {
    const violation = { invariant: 'I4', at_ms: 27_641.9, event_number: 1, text: 'wrong' };
    const late = at(27_641.9, 'client-1', { type: 'client', action: 'search', detail: 'x', accepted: true });
    expect(violationText(violation)).toContain('at 27,641 ms');
    for (const choice of [{ from_ms: 27_641 }, { to_ms: 27_641 }, { from_ms: 27_641, to_ms: 27_641 }])
      expect(traced([late], choice, violation)).toMatch(/27641 ms: search x\n.* 27641 ms: VIOLATION/);
    expect(traced([late], { from_ms: 27_642 }, violation)).toContain('the last before is at 27,641 ms');
  });

  it('does not count lines of logs as events: there are as many as somebody asks for', () => {
    const log = at(3, 'indexer-1', { type: 'log', level: 20, text: '{"msg":"put off","reason":"a while"}' });
    const violation = { invariant: 'I4', at_ms: 3, event_number: 4, text: 'wrong' };
    const text = traced([log, ...EVENTS], {}, violation);
    expect(text).toMatch(/3 ms: put off: a while$/m);
    expect(text).toMatch(/3 ms: m1 .*\n.*VIOLATION/);
  });

  it('says that a window is empty, and where something happens', () => {
    const gap = EVENTS.filter(({ at_ms }) => at_ms !== 2);
    expect(traced(gap, { from_ms: 2, to_ms: 2 })).toContain(
      '%% nothing to draw between --trace-from and --trace-to: the last before is at 1 ms, the first after is at 3 ms',
    );
    expect(traced(EVENTS, { from_ms: 1000 })).toContain('--trace-to: the last before is at 10 ms\n');
    expect(traced([], { from_ms: 1000 })).toContain('nor anywhere in the run');
  });

  it('leaves registrations out unless they are asked for, and names all as it did', () => {
    const text = traced(EVENTS, { registrations: false });
    expect(text).not.toContain('m3');
    expect(text).toContain('m4');
    expect(text).toContain('queue of searcher-1');
    expect(text).toContain('%% registrations of searchers left out: --registrations draws them');
  });

  it('says what its lines mean', () => {
    expect(traced(EVENTS)).toMatch(/^%% legend: .*->>/m);
    expect(traced(EVENTS)).toMatch(/^%% legend: .*-x/m);
    for (const words of ['in 3754 ms', 'delivery 2', 'world->>Q', 'pack-20', 'gone, packed'])
      expect(traced([])).toMatch(new RegExp(`^%% legend: .*${words}`, 'm'));
  });

  it('has no place of this machine in it, and no line that is too long', () => {
    const detail = `/tmp/x/sitepack-simulation-aB12cd/packer-1/file ${'x'.repeat(1000)}`;
    const text = traced([at(1, 'world', { type: 'fault', kind: 'disk_full', number: 1, detail })]);
    expect(text).toContain('disk_full: /packer-1/file xxx');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(250);
  });
});
