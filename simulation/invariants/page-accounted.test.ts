import { describe, expect, it } from 'vitest';
import { page } from '#core/pack/testing/documents.ts';
import { pageKey } from '#core/crawl/url.ts';
import { type AnswerFigures, AnswerSums } from '#core/crawl/answer-figures.ts';
import { pageAccounted } from './page-accounted.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { closed, crawlRow, pageRow, timerRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const DOCUMENT = page({ site: 'one.test', path: '/a' });
const PACK = madePack('docs', [DOCUMENT]);
const EMPTY = madePack('docs', []);
const { id: URL, hash } = DOCUMENT;
const KEY = { pk: 'docs', sk: pageKey(URL) };

/** An index with one page, which is in its live version. */
function packed(): { world: ToldWorld; head: MadeHead } {
  const world = new ToldWorld(pageAccounted, { SITEPACK_KEEP_CRAWLS: '1' });
  const head = new MadeHead('docs', world.telling);
  world.row('indexer-1', 'pages', pageRow(URL, { content_hash: hash }));
  head.take('packer-1');
  head.publish('packer-1', [PACK]);
  return { world, head };
}

function report(world: ToldWorld, counts: Record<string, number>, answers?: AnswerFigures): void {
  const bytes = Buffer.from(JSON.stringify({ crawl_id: 'docs.c', counts, answers }));
  world.tell('packer-1', { type: 'object_put', key: 'reports/docs.c.json', bytes });
}

describe('I1, pages', () => {
  it('is content when pages and the live version agree', async () => {
    expect(await packed().world.atRest()).toBeUndefined();
  });

  it('objects to a page that is not in the live version, or there with other content, or there and gone', async () => {
    const lost = packed();
    lost.head.publish('packer-1', [EMPTY]);
    expect(await lost.world.atRest()).toMatch(`the live version has nothing`);
    const other = packed();
    other.world.change('indexer-1', 'pages', KEY, { content_hash: 'f'.repeat(64) });
    expect(await other.world.atRest()).toMatch(`present with ${'f'.repeat(64)}`);
    const gone = packed();
    gone.world.change('indexer-1', 'pages', KEY, { state: 'absent' });
    expect(await gone.world.atRest()).toMatch('is absent with nothing');
    const stray = packed();
    stray.world.deleted('indexer-1', 'pages', KEY);
    expect(await stray.world.atRest()).toMatch('no row speaks of it');
  });

  it('objects to a page that waits to be packed, unless a client cancelled the timer since', async () => {
    const { world } = packed();
    world.change('indexer-1', 'pages', KEY, { mark: 'pending' });
    expect(await world.atRest()).toMatch('waits to be packed still');
    world.asks({ action: 'timer', type: 'cancel_timer', index: 'docs', site: 'one.test' });
    const drop = (): void => {
      world.row('timer-1', 'timers', timerRow());
      world.row('timer-1', 'timers', timerRow({ state: 'idle' }));
    };
    drop();
    expect(await world.atRest()).toMatch('waits to be packed still');
    const cancel = { type: 'cancel_timer', index: 'docs', site: 'one.test' };
    world.received('timer-1', world.names.of('timer'), cancel);
    drop();
    expect(await world.atRest()).toBeUndefined();
    world.at_ms = 1;
    world.row('timer-1', 'timers', timerRow({ state: 'firing' }));
    expect(await world.atRest()).toMatch('waits to be packed still');
  });

  it('objects to a page whose content is lost and that nobody read anew, and to a packed one never read', async () => {
    const { world } = packed();
    world.change('packer-1', 'pages', KEY, { state: 'unknown', content_hash: undefined, mark: 'pending' });
    expect(await world.atRest()).toMatch('is lost, and nobody reads the page anew');
    world.change('indexer-1', 'pages', KEY, { outcome: closed('failed')['outcome'] });
    expect(await world.atRest()).toBeUndefined();
    world.change('indexer-1', 'pages', KEY, { mark: undefined });
    expect(await world.atRest()).toMatch('is unknown with nothing');
  });

  it('lets stand what a rollback put back, until something newer comes', async () => {
    const { world, head } = packed();
    head.publish('packer-1', [EMPTY], { manifest: { reason: 'rollback to version 0' } });
    expect(await world.atRest()).toBeUndefined();
    head.publish('packer-1', [PACK]);
    head.publish('packer-1', [EMPTY]);
    expect(await world.atRest()).toMatch('the live version has nothing');
  });

  it('passes over an index only while its deletion is begun and was given up', async () => {
    const { world, head } = packed();
    head.publish('packer-1', [EMPTY]);
    const request = { type: 'delete_index', index: 'docs' };
    world.died('packer-1', world.names.of('pack'), request, { code: 'failed', reason: 'it broke' });
    expect(await world.atRest()).toMatch('the live version has nothing');
    expect(world.comparisons).toBe(1);
    head.write('packer-1', { deletion_begun_ms: 1 });
    expect(await world.atRest()).toBeUndefined();
    expect(world.comparisons).toBe(1);
    const other = packed();
    other.head.publish('packer-1', [EMPTY], { row: { deletion_begun_ms: 1 } });
    expect(await other.world.atRest()).toMatch('the live version has nothing');
  });
});

describe('I1, reports', () => {
  it('wants every URL of a finished crawl closed, and counted in its report', async () => {
    const { world } = packed();
    world.row(
      'indexer-1',
      'crawls',
      crawlRow({ mark: undefined, state: 'done', finished_at_ms: 1, version: 1 }),
    );
    expect(await world.atRest()).toBe('crawl docs.c has no report');
    world.row('indexer-1', 'frontier', urlRow(URL));
    report(world, { found: 1, indexed: 1 });
    expect(await world.atRest()).toBe(`crawl docs.c is done, and ${URL} is open`);
    world.change('crawler-1', 'frontier', urlRow(URL), closed());
    expect(await world.atRest()).toBeUndefined();
    world.row('crawler-1', 'frontier', urlRow('https://one.test/b', closed('gone')));
    expect(await world.atRest()).toMatch('counts 1 "found", and there are 2');
    report(world, { found: 2, indexed: 2 });
    expect(await world.atRest()).toMatch('counts 2 "indexed", and there are 1');
  });

  it('wants the figures of all answers in the report', async () => {
    const { world } = packed();
    const answer = { status: 200, wire_bytes: 10, body_bytes: 30, duration_ms: 5, at_ms: 1 };
    world.row(
      'indexer-1',
      'crawls',
      crawlRow({ mark: undefined, state: 'done', finished_at_ms: 1, version: 1 }),
    );
    world.row('crawler-1', 'frontier', urlRow(URL, { ...closed(), answer }));
    const sums = new AnswerSums();
    sums.add({ url: URL, answer, attempts: 1 });
    report(world, { found: 1, indexed: 1 }, sums.figures);
    expect(await world.atRest()).toBeUndefined();
    report(world, { found: 1, indexed: 1 }, { ...sums.figures, wire_bytes: 20 });
    expect(await world.atRest()).toMatch('has other figures than the answers');
  });

  it('lets the report of a cancelled crawl leave out what came in during its end, and nothing else', async () => {
    const { world } = packed();
    const end = { mark: undefined, finished_at_ms: 1, version: 1 };
    world.row('indexer-1', 'crawls', crawlRow({ ...end, state: 'cancelled' }));
    report(world, { found: 0 });
    world.row('crawler-1', 'frontier', urlRow(URL, closed('cancelled')));
    expect(await world.atRest()).toBeUndefined();
    report(world, { found: 2, skipped: 2 });
    expect(await world.atRest()).toMatch('counts 2 "found", and there are 1');
    report(world, { found: 0 });
    world.row('crawler-1', 'frontier', urlRow('https://one.test/b', closed('gone')));
    expect(await world.atRest()).toMatch('counts 0 "found", and there are 2');
    report(world, { found: 1, gone: 1 });
    expect(await world.atRest()).toBeUndefined();
    world.row('indexer-1', 'crawls', crawlRow({ ...end, state: 'done' }));
    expect(await world.atRest()).toMatch('counts 1 "found", and there are 2');
  });

  it('does not look at crawls that may be dropped already', async () => {
    const { world } = packed();
    world.row('indexer-1', 'crawls', crawlRow({ mark: undefined, state: 'done', finished_at_ms: 1 }));
    world.row(
      'indexer-1',
      'crawls',
      crawlRow({ sk: 'docs.d', mark: undefined, state: 'done', finished_at_ms: 2 }),
    );
    const bytes = Buffer.from(JSON.stringify({ crawl_id: 'docs.d', counts: { found: 0 } }));
    world.tell('packer-1', { type: 'object_put', key: 'reports/docs.d.json', bytes });
    expect(await world.atRest()).toBeUndefined();
  });
});
