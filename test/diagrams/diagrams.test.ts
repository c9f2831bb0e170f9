import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DrawnArrow, parseDiagram } from './parse-diagram.ts';
import { recordDiagrams } from './record-diagrams.ts';
import { recordedDiagram } from './recorded-diagram.ts';
import { SEED_FLOWS, type SeedArrow } from './seed-flows.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/diagrams');

let recorded: ReadonlyMap<string, string>;
beforeAll(async () => {
  recorded = await recordDiagrams();
});

function drawn(name: string): readonly DrawnArrow[] {
  return parseDiagram(recorded.get(name) ?? '').arrows;
}

/** Whether the arrows are drawn in this order, with others in between or not. */
function occurInOrder(wanted: readonly SeedArrow[], arrows: readonly DrawnArrow[]): boolean {
  let next = 0;
  for (const { from, to, label } of arrows) {
    const [wantedFrom, wantedTo, begins] = wanted[next] ?? ['', '', ''];
    if (next < wanted.length && from === wantedFrom && to === wantedTo && label.startsWith(begins)) next += 1;
  }
  return next === wanted.length;
}

describe('the recorded diagrams', () => {
  it('are the ones in docs/diagrams', async () => {
    const files = await readdir(FOLDER);
    expect(files.sort()).toEqual([...recorded.keys()].map((name) => `${name}.mmd`));
    for (const [name, text] of recorded) {
      const arrows = parseDiagram(await readFile(path.join(FOLDER, `${name}.mmd`), 'utf8')).arrows;
      expect(arrows, `${name}: "npm run docs" writes what was recorded`).toEqual(parseDiagram(text).arrows);
    }
  });

  it('are the same whenever they are recorded', async () => {
    expect(await recordDiagrams()).toEqual(recorded);
  });

  it('keep to the grammar that we draw in', () => {
    for (const [name, text] of recorded) {
      const { faults, arrows } = parseDiagram(text);
      expect(faults, name).toEqual([]);
      expect(arrows.length, name).toBeGreaterThan(0);
    }
  });
});

describe('a flow of the first design', () => {
  it.each(SEED_FLOWS)('$flow goes as designed, or as is told', ({ diagram, arrows, instead }) => {
    expect(occurInOrder(arrows, drawn(diagram))).toBe(instead === undefined);
    expect(occurInOrder(instead?.arrows ?? arrows, drawn(diagram)), instead?.why).toBe(true);
  });
});

describe('what the first design has no diagram for', () => {
  it('a pack is served by the other searcher before the first one drops it', () => {
    const moved: SeedArrow[] = [
      ['Orchestrator', 'SearcherQueue 2', '<load'],
      ['S3', 'Searcher 2', 'Fetch packs/'],
      ['Searcher 2', 'OrchQueue', '<loaded searcher-2'],
      ['Orchestrator', 'SearcherQueue 1', '<unload'],
      ['Searcher 1', 'OrchQueue', '<unloaded searcher-1'],
    ];
    expect(occurInOrder(moved, drawn('12-move-of-a-pack'))).toBe(true);
  });

  it('a query asks every shard for the counts of its words, for hits, and for details', () => {
    const asked = drawn('13-query').map(({ from, to }) => `${from} -> ${to}`);
    for (const searcher of ['Searcher 1', 'Searcher 2'])
      expect(asked.filter((arrow) => arrow === `Router -> ${searcher}`)).toHaveLength(3);
    expect(asked.at(-1)).toBe('Router -> Client');
  });

  it('a message that fails is tried again after a while, then buried with its reason', () => {
    const buried: SeedArrow[] = [
      ['IndexQueue', 'Indexer', '<index site.gov /poison>'],
      ['Indexer', 'IndexQueue', 'Put back'],
      ['IndexQueue', 'Indexer', '<index site.gov /poison>'],
      ['Indexer', 'IndexQueue, dead letters', '<index site.gov /poison> 2 failures, Error: the page broke'],
    ];
    expect(occurInOrder(buried, drawn('14-poison-message'))).toBe(true);
  });

  it('every worker has its part in the whole way', () => {
    const { participants } = parseDiagram(recorded.get('00-overview') ?? '');
    for (const worker of ['Indexer', 'Crawler', 'Timer', 'Packer', 'Orchestrator', 'Searcher 1'])
      expect(participants).toContain(worker);
  });
});

describe('the grammar that diagrams are held to', () => {
  it('takes what is drawn, and gives labels back as they were', () => {
    const diagram = recordedDiagram('title');
    diagram.activate('I');
    diagram.arrow('I', 'TQ', '<a;b> #1, the end');
    diagram.note('I', 'x; <y>');
    diagram.deactivate('I');
    expect(parseDiagram(diagram.text())).toEqual({
      participants: ['Indexer', 'TimerQueue'],
      arrows: [{ from: 'Indexer', to: 'TimerQueue', label: '<a;b> #1, the end' }],
      faults: [],
    });
  });

  const head = ['sequenceDiagram', 'autonumber', 'participant I as Indexer'];
  it.each([
    ['an arrow to nobody', [...head, 'I->>X: a'], 'X takes part and is not declared'],
    ['a bare angle bracket', [...head, 'I->>I: <a'], 'not escaped: <a'],
    ['a bare semicolon', [...head, 'Note right of I: a;b'], 'not escaped: a;b'],
    ['somebody who stays active', [...head, 'activate I'], 'Indexer stays active'],
    ['an end without a beginning', [...head, 'deactivate I'], 'I is deactivated and was not active'],
    ['the word end', [...head, 'I->>I: the end'], '"end" in a label: the end'],
    ['a line that is nothing', [...head, 'hello'], 'no statement:     hello'],
    ['another kind of diagram', ['graph', 'autonumber'], 'it does not begin with sequenceDiagram'],
  ])('does not take %s', (_, lines, fault) => {
    const text = [lines[0], ...lines.slice(1).map((line) => `    ${line}`), ''].join('\n');
    expect(parseDiagram(text).faults).toContain(fault);
  });
});
