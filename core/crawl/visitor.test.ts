import { expect, test, vi } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { contentBytes, contentOf } from './content.ts';
import { readPage } from '#core/tables/pages.ts';
import { type PageLink, UNSAID, contentHash } from './extracted.ts';
import { isDistrusted } from '#core/tables/sitemap-lies.ts';
import { textHash } from './text-hash.ts';
import { pageKey } from './url.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { WebError } from '#ports/web.ts';
import { failed } from './unread.ts';
import type { Reading } from './reading.ts';
import { Reader } from './reader.ts';
import type { VisitRequest } from './visit.ts';
import { Visitor } from './visitor.ts';

const VISIT_MS = 30_000;
const request = { index: 'made', url: 'https://site.gov/', redirects: [], readAs: (url: string) => url };
const SETTINGS = { fetch_attempts: 1, retry_delay_ms: 0, visit_ms: VISIT_MS, grace_days: 14, grace_tries: 3 };
const never = new AbortController().signal;

/** Two processes with a table in common, of which the first never ends its visits. */
function world({ ahead_ms = 0 } = {}) {
  const clock = new VirtualClock();
  const wrong = {
    now: () => clock.now() + ahead_ms,
    monotonic: () => clock.monotonic(),
    sleep: (ms: number) => clock.sleep(ms),
  };
  const ports = {
    table: new MemoryTable(),
    objects: new MemoryObjects({ clock }),
    random: new CountingRandom(),
  };
  const gone: Reading = {
    outcome: { kind: 'gone', status: 404, reason: 'answered 404' },
    links: [],
  };
  const readerOf = (read: () => Promise<Reading>): Reader =>
    Object.assign(Object.create(Reader.prototype), { read });
  const dead = new Visitor(
    { ...ports, clock: wrong },
    readerOf(() => new Promise(() => undefined)),
    SETTINGS,
  );
  const alive = new Visitor(
    { ...ports, clock },
    readerOf(async () => gone),
    SETTINGS,
  );
  return { clock, dead, alive };
}

test.each([0, 3_600_000])('a page that another visits is asked after ever more seldom', async (ahead_ms) => {
  const { clock, dead, alive } = world({ ahead_ms });
  void dead.visit(request, never);
  const waits: number[] = [];
  for (;;) {
    await clock.settle();
    const visit = await alive.visit(request, never);
    if (visit.kind === 'done') break;
    waits.push(visit.retry_after_ms);
    await clock.advance(visit.retry_after_ms);
  }
  expect(waits[0]).toBe(1000);
  expect(waits.length).toBeLessThan(20);
  expect(waits.every((wait, n) => wait >= (waits[n - 1] ?? 0) && wait <= 5000)).toBe(true);
});

test('a claim by a clock that is an hour ahead lasts no longer than any other', async () => {
  const { clock, dead, alive } = world({ ahead_ms: 3_600_000 });
  void dead.visit(request, never);
  await clock.settle();
  expect(await alive.visit(request, never)).toMatchObject({ kind: 'busy' });
  await clock.advance(VISIT_MS);
  expect(await alive.visit(request, never)).toMatchObject({ kind: 'done' });
});

test('a client that posts again under the same id has the page read again, whoever read it before', async () => {
  const { clock, dead, alive } = world();
  void dead.visit(request, never);
  await clock.settle();
  const ask = (asked_by: string) => alive.visit({ ...request, asked_by }, never);
  await Promise.all([ask('one'), ask('two')]);
  await clock.advance(VISIT_MS);
  for (const fresh of [true, false]) {
    expect(await ask(fresh ? 'one' : 'two')).toMatchObject({ kind: 'done', fresh });
  }
  await clock.advance(1);
  for (const asked_by of ['one', 'two']) {
    expect(await ask(asked_by)).toMatchObject({ kind: 'done', fresh: true });
    await clock.advance(1);
  }
});

test('a client with a hall pass shares a visit with none who has no such pass', async () => {
  const { clock, dead, alive } = world();
  void dead.visit(request, never);
  await clock.settle();
  const asks = [{}, {}, { hall_pass: true }, { hall_pass: true }].map((pass, n) => ({
    pass,
    asked_by: `${n}`,
  }));
  const ask = ({ pass, asked_by }: (typeof asks)[number]) =>
    alive.visit({ ...request, ...pass, asked_by }, never);
  await Promise.all(asks.map(ask));
  await clock.advance(VISIT_MS);
  const fresh: unknown[] = [];
  for (const one of asks) fresh.push(await ask(one));
  expect(fresh).toMatchObject([{ fresh: true }, { fresh: false }, { fresh: true }, { fresh: false }]);
});

test('clients who asked while another visited the page share the next visit', async () => {
  const { clock, dead, alive } = world();
  void dead.visit(request, never);
  await clock.settle();
  const ask = (asked_by: string) => alive.visit({ ...request, asked_by }, never);
  expect(await Promise.all([ask('one'), ask('two')])).toMatchObject([{ kind: 'busy' }, { kind: 'busy' }]);
  await clock.advance(VISIT_MS);
  expect(await ask('one')).toMatchObject({ kind: 'done', fresh: true });
  expect(await ask('two')).toMatchObject({ kind: 'done', fresh: false });
  await clock.advance(1);
  expect(await ask('three')).toMatchObject({ kind: 'done', fresh: true });
});

/** Processes of one crawl, each with a memory of its own; what is read is what `readings` has, one after the other. */
function crawlers(readings: readonly Reading[], fetch_attempts = 1) {
  const clock = new VirtualClock();
  const ports = {
    table: new MemoryTable(),
    objects: new MemoryObjects({ clock }),
    random: new CountingRandom(),
    clock,
  };
  const left = [...readings];
  const read = async (): Promise<Reading> => {
    const reading = left.shift();
    if (reading === undefined) throw new Error('it is read once too often');
    return reading;
  };
  const reader: Reader = Object.assign(Object.create(Reader.prototype), { read });
  const settings = { ...SETTINGS, fetch_attempts };
  const visit = (crawl_id: string, more: Partial<VisitRequest> = {}) =>
    new Visitor(ports, reader, settings).visit({ ...request, ...more, crawl_id }, never);
  const row = () => readPage(ports.table, request.index, pageKey(request.url));
  return { visit, row, table: ports.table, clock };
}

const ANSWER = { status: 200, wire_bytes: 700, body_bytes: 2100, duration_ms: 80, at_ms: 5 };
const UNCHANGED: Reading = {
  outcome: { kind: 'unchanged', reason: 'answered 304' },
  links: 'stored',
  state: 'present',
};

function readAs(body: string, links: readonly PageLink[] = [], links_over = 0): Reading {
  const page = {
    ...UNSAID,
    links_over,
    url: request.url,
    content_type: 'text/html',
    title: 'Page',
    body,
    links,
  };
  const content = contentOf(page);
  const hash = contentHash(page);
  const stored = {
    hash,
    text_hash: textHash(page),
    raw: new Uint8Array(),
    content: contentBytes(content, hash),
  };
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  return { outcome, links: [], state: 'present', stored, answer: ANSWER };
}

test('what a page was answered with is told to other processes of the crawl, until it is visited for another', async () => {
  const { visit } = crawlers([readAs('Text.'), UNCHANGED]);
  const text_hash = textHash({ title: 'Page', body: 'Text.' });
  expect(await visit('made.1')).toMatchObject({ fresh: true, answer: ANSWER, text_hash });
  expect(await visit('made.1')).toMatchObject({ fresh: false, answer: ANSWER, text_hash });
  // It was not asked for this time; what it says is known all the same.
  for (const fresh of [true, false]) {
    const visited = await visit('made.2');
    expect(visited).toMatchObject({ fresh, text_hash });
    expect(visited).toHaveProperty('answer', undefined);
  }
});

test('links of a page that are not to be followed are told to all who ask, and by a page that has not changed', async () => {
  const link = { url: 'https://site.gov/login', text: '', in_content: false, nofollow: true };
  const read = readAs('Text.', [link]);
  const { visit } = crawlers([{ ...read, nofollow: [link.url] }, UNCHANGED]);
  for (const crawl_id of ['made.1', 'made.1', 'made.2', 'made.2'])
    expect(await visit(crawl_id)).toMatchObject({ links: [], nofollow: [link.url] });
});

test('links beyond those that are kept of a page are told to all who ask, and by a page that has not changed', async () => {
  const { visit } = crawlers([{ ...readAs('Text.', [], 30), links_over: 30 }, UNCHANGED]);
  for (const crawl_id of ['made.1', 'made.1', 'made.2', 'made.2'])
    expect(await visit(crawl_id)).toMatchObject({ links_over: 30 });
});

test('a page that fails by itself leads where it led before, to all who ask, until it is read again', async () => {
  const link = { url: 'https://site.gov/leaf', text: '', in_content: true, nofollow: false };
  const read = { ...readAs('Text.', [link]), links: [link.url] };
  const { visit } = crawlers([read, FAILED, FAILED, { ...readAs('Nothing left.'), links: [] }]);
  for (const crawl_id of ['made.1', 'made.2', 'made.2', 'made.3'])
    expect(await visit(crawl_id)).toMatchObject({ links: [link.url] });
  expect(await visit('made.4')).toMatchObject({ links: [] });
});

test('a page that does not belong in the index has no text that others could have as well', async () => {
  const outcome = { kind: 'refused', by: 'noindex', reason: 'noindex' } as const;
  const { visit } = crawlers([{ ...readAs('Text.'), outcome, state: 'absent' }]);
  for (const _ of ['read', 'read before'])
    expect(await visit('made.1')).toHaveProperty('text_hash', undefined);
});

test('a visit by which the site is not asked is no request', async () => {
  const robots = { kind: 'refused', by: 'robots_unavailable', reason: 'robots.txt answers 500' } as const;
  const unread: Reading = { outcome: robots, links: [], unasked: true };
  const { visit } = crawlers([unread, readAs('Text.')], 2);
  expect(await visit('made.1')).toMatchObject({ outcome: robots, attempts: 0 });
  expect(await visit('made.1')).toMatchObject({ outcome: robots, attempts: 0, fresh: false });
  expect(await visit('made.2')).toMatchObject({ attempts: 1 });
  const tried = crawlers([{ ...unread, retry: { after_ms: 0 } }, readAs('Text.')], 2);
  expect(await tried.visit('made.1')).toMatchObject({ kind: 'later' });
  expect(await tried.visit('made.1')).toMatchObject({ attempts: 1 });
});

test('a proxy that fails uses up no grace, and is no try of the page, which its crawl is done with all the same', async () => {
  const reason = 'the proxy http://proxy.site.gov:3128 cannot be reached (ECONNREFUSED)';
  const ours = failed(new WebError('proxy_failed', reason));
  const outcome = { kind: 'failed', code: 'proxy_failed', reason };
  const { visit, row } = crawlers([readAs('Text.'), FAILED, ours, ours, FAILED], 2);
  await visit('made.1');
  await visit('made.2');
  expect(await visit('made.3')).toMatchObject({ kind: 'later', reason });
  expect(await visit('made.3')).toMatchObject({ kind: 'done', outcome, attempts: 0 });
  expect(await row()).toMatchObject({ state: 'present', outcome, failing: { visits: 1 } });
  await visit('made.4');
  expect(await row()).toMatchObject({ state: 'present', failing: { visits: 2 } });
});

const ALIAS: Reading = {
  outcome: { kind: 'alias', of: 'https://site.gov/b', reason: 'rel=canonical names another URL' },
  links: ['https://site.gov/b'],
  state: 'as_before',
};
const FAILED: Reading = {
  outcome: { kind: 'failed', code: 'http_status', status: 403, reason: 'answered 403' },
  links: [],
};

test('an alias stays in the index as long as it is not known what it leads to, also if it cannot be read once more', async () => {
  const { visit, row } = crawlers([readAs('Text.'), ALIAS, FAILED]);
  await visit('made.1');
  await visit('made.2');
  expect(await row()).toMatchObject({ state: 'present', outcome: { kind: 'alias' } });
  await visit('made.2', { again: 'itself' });
  expect(await row()).toMatchObject({ state: 'present', failing: { visits: 1 } });
  const fresh = crawlers([ALIAS]);
  await fresh.visit('made.1');
  expect(await fresh.row()).toMatchObject({ state: 'absent' });
});

test.each(['itself', 'alias'] as const)(
  'a page that is wanted once more is visited so once: as %s',
  async (again) => {
    const { visit } = crawlers([
      ALIAS,
      { ...readAs('Text.'), own_url: 'https://site.gov/b' },
      readAs('Text.'),
    ]);
    await visit('made.1');
    expect(await visit('made.1')).toMatchObject({ fresh: false });
    const own_url = 'https://site.gov/b';
    expect(await visit('made.1', { again })).toMatchObject({ fresh: true, own_url, links: [own_url] });
    for (const late of [again, undefined])
      expect(await visit('made.1', { again: late })).toMatchObject({ fresh: false, own_url });
    const next = await visit('made.2');
    expect(next).toMatchObject({ fresh: true, links: [] });
  },
);

const UNREAD = { kind: 'skipped', why: 'bytes', reason: 'the crawl had come to its limit' } as const;

test('a page of a crawl that has come to a limit is not asked for, unless it was before', async () => {
  const late = crawlers([]);
  expect(await late.visit('made.1', { unread: UNREAD })).toMatchObject({ outcome: UNREAD, attempts: 0 });
  const read = crawlers([readAs('Text.')]);
  await read.visit('made.1');
  const visited = await read.visit('made.1', { unread: UNREAD });
  expect(visited).toMatchObject({ outcome: { kind: 'indexed' }, attempts: 1, answer: ANSWER });
  // Of another crawl that is another matter.
  expect(await read.visit('made.2', { unread: UNREAD })).toMatchObject({ outcome: UNREAD, attempts: 0 });
  const tried = crawlers([{ ...readAs('Text.'), retry: { after_ms: 0 } }], 2);
  expect(await tried.visit('made.1')).toMatchObject({ kind: 'later' });
  expect(await tried.visit('made.1', { unread: UNREAD })).toMatchObject({ outcome: UNREAD, attempts: 1 });
});

test('a page that its crawl would visit once more stays what it was, when the crawl has come to a limit by then', async () => {
  const outcome = { kind: 'alias', of: 'https://site.gov/own', reason: 'rel=canonical' } as const;
  const alias: Reading = { outcome, links: [outcome.of], state: 'absent', answer: ANSWER };
  const { visit } = crawlers([alias]);
  await visit('made.1');
  const visited = await visit('made.1', { again: 'itself', unread: UNREAD });
  expect(visited).toMatchObject({ outcome, attempts: 1, answer: ANSWER, fresh: false });
});

test('a page that another reads just now is read to its end, limit or not', async () => {
  const { clock, dead, alive } = world();
  void dead.visit({ ...request, crawl_id: 'made.1' }, never);
  await clock.settle();
  const late = { ...request, crawl_id: 'made.1', unread: UNREAD };
  expect(await alive.visit(late, never)).toMatchObject({ kind: 'busy' });
  await clock.advance(VISIT_MS);
  expect(await alive.visit(late, never)).toMatchObject({ outcome: UNREAD });
});

test('visits are remembered for the message that follows, those of pages with many long links in smaller number', async () => {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const ports = { table, clock, objects: new MemoryObjects({ clock }), random: new CountingRandom() };
  const links = Array.from({ length: 1000 }, (_, n) => `https://site.gov/${'d'.repeat(1975)}/${1000 + n}`);
  const outcome = { kind: 'gone', status: 404, reason: 'answered 404' } as const;
  const reader: Reader = Object.assign(Object.create(Reader.prototype), {
    read: async () => ({ outcome, links }),
  });
  const visitor = new Visitor(ports, reader, SETTINGS);
  const visit = (n: number) =>
    visitor.visit({ ...request, url: `https://site.gov/${n}`, crawl_id: 'made.1' }, never);
  for (let n = 0; n < 20; n += 1) await visit(n);
  const looks = vi.spyOn(table, 'get');
  for (let n = 19; n >= 11; n -= 1) expect(await visit(n)).toMatchObject({ fresh: false, links });
  expect(looks).not.toHaveBeenCalled();
  expect(await visit(0)).toMatchObject({ fresh: false, outcome });
  expect(looks).toHaveBeenCalled();
});

test('a sitemap is not wrong about a page that is another by rules of reading alone, and is when the page was changed', async () => {
  const { visit, table, clock } = crawlers(
    ['One.', 'By rules.', 'By rules.', 'Changed.'].map((text) => readAs(text)),
  );
  const lastmod_ms = clock.now() - 3 * 24 * 3600 * 1000;
  const rules = { exclude: ['nav'] };
  const isWrong = () => isDistrusted(table, 'site.gov', clock.now());
  await visit('made.1', { lastmod_ms });
  await visit('made.2', { lastmod_ms, rules });
  await visit('made.3', { lastmod_ms, rules });
  expect(await isWrong()).toBe(false);
  await visit('made.4', { lastmod_ms, rules });
  expect(await isWrong()).toBe(true);
});
