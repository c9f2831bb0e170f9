import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { activeCrawls, cancelCrawl, finishCrawl, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { noteDeleted } from '#core/tables/deleted-crawls.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import { headKey } from '#core/tables/heads.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import { dueMark, timerKey, writeTimer } from '#core/tables/timers.ts';
import { QueueMissing } from '#ports/queue.ts';
import { type HttpFixture, httpFixture, post, readJson } from '../testing/http-fixture.ts';

async function start(
  fixture: HttpFixture,
  body: object = { url: 'https://Site.gov/docs?x=1#top' },
): Promise<string> {
  const response = await post(fixture.app, '/v1/crawls', body);
  expect(response.status).toBe(202);
  const { crawl_id } = await readJson(response, z.object({ crawl_id: z.string() }));
  return crawl_id;
}

async function show(fixture: HttpFixture, crawl_id: string): Promise<unknown> {
  return (await fixture.app.request(`/v1/crawls/${crawl_id}`)).json();
}

describe('POST /v1/crawls', () => {
  it('writes the crawl before it sends index+crawl with the same id, and answers where to ask', async () => {
    await using fixture = await httpFixture();
    let active = 0;
    fixture.beforeSend = async () => {
      active = (await activeCrawls(fixture.services.table, 'site.gov')).length;
    };
    const response = await post(fixture.app, '/v1/crawls', {
      url: 'https://Site.gov/docs?x=1#top',
      limits: { depth: 3 },
    });
    const body = await readJson(
      response,
      z.object({ crawl_id: z.string(), index: z.string(), status_url: z.string() }),
    );
    expect(active).toBe(1);
    expect(body).toMatchObject({ index: 'site.gov', status_url: `/v1/crawls/${body.crawl_id}` });
    expect(response.headers.get('location')).toBe(body.status_url);
    expect(fixture.sent).toEqual([
      {
        type: 'index+crawl',
        crawl_id: body.crawl_id,
        index: 'site.gov',
        site: 'site.gov',
        scheme: 'https',
        path: '/docs?x=1',
        domains: ['site.gov'],
        limits: { depth: 3, pages: 1_000_000 },
      },
    ]);
  });

  it('names the index after host and port, or as the client says', async () => {
    await using fixture = await httpFixture();
    expect(await start(fixture, { url: 'http://127.0.0.1:8080/' })).toMatch(/^127\.0\.0\.1-8080\./);
    expect(await start(fixture, { url: 'http://127.0.0.1:8080/', index: 'manual' })).toMatch(
      /^manual\.[0-9a-z]{26}$/,
    );
  });

  it('always allows the host of the start page', async () => {
    await using fixture = await httpFixture();
    await start(fixture, { url: 'https://site.gov/', domains: ['www.site.gov'] });
    expect(fixture.sent).toMatchObject([{ domains: ['site.gov', 'www.site.gov'] }]);
  });

  it('takes a domain with all hosts below it', async () => {
    await using fixture = await httpFixture();
    await start(fixture, { url: 'https://site.gov/', domains: ['*.site.gov'] });
    expect(fixture.sent).toMatchObject([{ domains: ['site.gov', '*.site.gov'] }]);
  });

  it('hands a hall pass on, to its row and its message', async () => {
    await using fixture = await httpFixture();
    const crawl_id = await start(fixture, { url: 'https://site.gov/', hall_pass: true });
    expect(fixture.sent).toMatchObject([{ hall_pass: true }]);
    expect(await readCrawl(fixture.services.table, crawl_id)).toMatchObject({ hall_pass: true });
  });

  it.each([
    ['ftp://site.gov/', 'bad_url'],
    ['site.gov', 'bad_url'],
    ['https://user:pass@site.gov/', 'bad_url'],
  ])('refuses %s with code %s', async (url, code) => {
    await using fixture = await httpFixture();
    const response = await post(fixture.app, '/v1/crawls', { url });
    expect(await response.json()).toMatchObject({ status: 400, code });
  });

  it('names the field that is wrong', async () => {
    await using fixture = await httpFixture();
    const response = await post(fixture.app, '/v1/crawls', {
      url: 'https://site.gov/',
      limits: { depth: -1, pagess: 5 },
      indx: 'a',
    });
    const body = await readJson(response, z.object({ code: z.string(), detail: z.string() }));
    expect(body.code).toBe('bad_field');
    expect(body.detail).toContain('"limits.depth"');
    expect(body.detail).toContain('"limits": there is no "pagess"');
    expect(body.detail).toContain('indx');
  });

  it('cancels the crawl when its message could not be sent', async () => {
    await using fixture = await httpFixture();
    fixture.beforeSend = () => Promise.reject(new QueueMissing('sitepack-index'));
    const response = await post(fixture.app, '/v1/crawls', { url: 'https://site.gov/' });
    expect(await response.json()).toMatchObject({ status: 503, code: 'not_accepted' });
    expect(await activeCrawls(fixture.services.table, 'site.gov')).toMatchObject([{ state: 'cancelled' }]);
  });

  it('goes by what is set for the index where the request says nothing', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const set = { crawl: { max_depth: 7, max_pages: 9, domains: ['www.site.gov'] } };
    await writeSettings(table, 'site.gov', set, await readSettings(table, 'site.gov'));
    await post(fixture.app, '/v1/crawls', { url: 'https://site.gov/', limits: { pages: 2 } });
    expect(await activeCrawls(table, 'site.gov')).toMatchObject([
      { limits: { depth: 7, pages: 2 }, domains: ['site.gov', 'www.site.gov'] },
    ]);
  });

  it('starts nothing in an index whose deletion is not through', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const head = { version: 2, manifest_key: '', manifest_sha256: '', deleted: true, deletion_begun_ms: 1 };
    const lease = { lease_owner: '', lease_sequence: 0, fence: 1 };
    await table.put('heads', { ...headKey('site.gov'), ...head, ...lease });
    const response = await post(fixture.app, '/v1/crawls', { url: 'https://site.gov/' });
    expect(await response.json()).toMatchObject({ status: 409, code: 'crawl_deleted' });
    expect(await activeCrawls(table, 'site.gov')).toEqual([]);
  });

  it('says that the index is being deleted when that took the crawl with it', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const insertNew = table.insertNew.bind(table);
    // The deletion notes every crawl that it finds; here it finds this one at once.
    table.insertNew = async (name, rows) => {
      const made = await insertNew(name, rows);
      if (name === 'crawls') for (const { pk, sk } of rows) await noteDeleted(table, pk, sk, 0);
      return made;
    };
    const response = await post(fixture.app, '/v1/crawls', { url: 'https://site.gov/' });
    expect(await response.json()).toMatchObject({ status: 409, code: 'crawl_deleted' });
    expect(fixture.sent).toEqual([]);
    expect(await activeCrawls(table, 'site.gov')).toEqual([]);
  });
});

describe('a crawl', () => {
  const end = { attempts: 1, links: 0 };

  it('is running before its start page was looked at, and while a page is open', async () => {
    await using fixture = await httpFixture();
    const crawl_id = await start(fixture);
    expect(await show(fixture, crawl_id)).toMatchObject({
      state: 'running',
      held: false,
      searchable: false,
      version: null,
      report: null,
    });
    await openUrls(fixture.services.table, crawl_id, [
      { url: 'https://site.gov/docs?x=1', depth: 0, parent: '' },
    ]);
    expect(await show(fixture, crawl_id)).toMatchObject({ state: 'running' });
  });

  it('is packing when no page is open any more, with what the workers counted', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const crawl_id = await start(fixture);
    const url = 'https://site.gov/docs?x=1';
    await openUrls(table, crawl_id, [{ url, depth: 0, parent: '' }]);
    await closeUrl(table, crawl_id, url, { ...end, outcome: { kind: 'indexed', reason: '' } });
    await writeTally(table, crawl_id, 'one', {
      ...NO_PROGRESS,
      found: 3,
      fetched: 1,
      bytes: 10,
      refused_links: { rule: 2, calendar: 5 },
    });
    await writeTally(table, crawl_id, 'two', {
      ...NO_PROGRESS,
      fetched: 1,
      failed: 1,
      bytes: 20,
      refused_links: { rule: 1 },
    });
    // Of a version that did not count them.
    await table.put('crawls', {
      pk: `tallies ${crawl_id}`,
      sk: 'old',
      found: 0,
      fetched: 0,
      failed: 0,
      skipped: 0,
      bytes: 0,
    });
    expect(await show(fixture, crawl_id)).toMatchObject({
      state: 'packing',
      progress: { found: 3, fetched: 2, failed: 1, bytes: 30, refused_links: { rule: 3, calendar: 5 } },
    });
  });

  it('is searchable once its version, or a later one, is served; its report has the counts then', async () => {
    await using fixture = await httpFixture();
    const { table, objects, clock } = fixture.services;
    const crawl_id = await start(fixture);
    const report = {
      crawl_id,
      index: 'site.gov',
      start: 'https://site.gov/docs?x=1',
      complete: true,
      limit_hit: false,
      version: 4,
      counts: { found: 5, indexed: 2, gone: 1, failed: 1, refused: 1 },
      retries: 0,
      retried: [],
      problems: [],
      more_problems: false,
    };
    await objects.put(`reports/${crawl_id}.json`, Buffer.from(JSON.stringify(report)));
    const crawl = await readCrawl(table, crawl_id);
    if (crawl === undefined) throw new Error('the crawl is not there');
    await finishCrawl(table, crawl, { version: 4 }, clock.now());
    const serve = (serving: number): void => {
      const entry = { index: 'site.gov', latest: 4, serving, next: null, shards: [] };
      fixture.cluster = { ...fixture.cluster, indexes: [entry] };
    };
    serve(3);
    expect(await show(fixture, crawl_id)).toMatchObject({ state: 'done', version: 4, searchable: false });
    serve(5);
    expect(await show(fixture, crawl_id)).toMatchObject({
      searchable: true,
      progress: { found: 5, fetched: 3, failed: 1, skipped: 1 },
      report: { complete: true },
    });
  });

  it('can be cancelled once', async () => {
    await using fixture = await httpFixture();
    const crawl_id = await start(fixture);
    const cancel = () => fixture.app.request(`/v1/crawls/${crawl_id}`, { method: 'DELETE' });
    expect((await cancel()).status).toBe(202);
    expect(await show(fixture, crawl_id)).toMatchObject({ state: 'cancelled' });
    expect(await (await cancel()).json()).toMatchObject({ status: 409, code: 'crawl_over' });
  });

  it('that does not exist is a problem with code crawl_not_found', async () => {
    await using fixture = await httpFixture();
    for (const crawl_id of ['site.gov.nope', 'nope']) {
      expect(await show(fixture, crawl_id)).toMatchObject({ status: 404, code: 'crawl_not_found' });
    }
  });

  it('lists its pages by outcome, page by page', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const crawl_id = await start(fixture);
    const urls = Array.from({ length: 7 }, (_, n) => `https://site.gov/${n}`);
    await openUrls(
      table,
      crawl_id,
      urls.map((url) => ({ url, depth: 1, parent: 'https://site.gov/' })),
    );
    for (const url of urls.slice(0, 4)) {
      await closeUrl(table, crawl_id, url, {
        ...end,
        outcome: { kind: 'gone', status: 404, reason: 'not found' },
      });
    }
    const read = async (query: string): Promise<string[]> => {
      const found: string[] = [];
      let after: string | null = '';
      while (after !== null) {
        const cursor: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
        const response = await fixture.app.request(`/v1/crawls/${crawl_id}/pages?limit=3&${query}${cursor}`);
        const pages = z.array(z.object({ url: z.string() }));
        const body = await readJson(response, z.object({ pages, next: z.string().nullable() }));
        found.push(...body.pages.map(({ url }) => url));
        after = body.next;
      }
      return found.sort();
    };
    expect(await read('')).toEqual(urls);
    expect(await read('outcome=gone')).toEqual(urls.slice(0, 4));
    expect(await read('outcome=open')).toEqual(urls.slice(4));
    const first = await fixture.app.request(`/v1/crawls/${crawl_id}/pages?limit=1&outcome=gone`);
    expect(await first.json()).toMatchObject({ pages: [{ url: urls[0] }], next: expect.any(String) });
    const response = await fixture.app.request(`/v1/crawls/${crawl_id}/pages?outcome=lost`);
    expect(await response.json()).toMatchObject({
      code: 'bad_parameter',
      detail: expect.stringContaining('gone'),
    });
  });

  it('looks for those of an outcome through 10,000 URLs, and goes on from there', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const crawl_id = await start(fixture);
    // The only one that is found comes behind all others.
    const urls = Array.from({ length: 12_000 }, (_, n) => `https://site.gov/${100_000 + n}`);
    const url = 'https://site.gov/z';
    const found = [...urls, url].map((one) => ({ url: one, depth: 1, parent: 'https://site.gov/' }));
    for (let n = 0; n < found.length; n += 1000) await openUrls(table, crawl_id, found.slice(n, n + 1000));
    await closeUrl(table, crawl_id, url, {
      ...end,
      outcome: { kind: 'gone', status: 404, reason: 'not found' },
    });
    const schema = z.object({ pages: z.array(z.object({ url: z.string() })), next: z.string().nullable() });
    const ask = async (query: string) =>
      readJson(
        await fixture.app.request(`/v1/crawls/${crawl_id}/pages?outcome=gone&limit=2${query}`),
        schema,
      );
    const { pages, next } = await ask('');
    expect(pages).toEqual([]);
    expect(next).toContain('100');
    expect(await ask(`&after=${encodeURIComponent(next ?? '')}`)).toEqual({ pages: [{ url }], next: null });
  });
});

it('GET /v1/crawls lists the crawls of all indexes, or of one, the latest first', async () => {
  await using fixture = await httpFixture();
  const a = await start(fixture, { url: 'https://a.gov/' });
  const b = await start(fixture, { url: 'https://b.gov/' });
  const c = await start(fixture, { url: 'https://a.gov/' });
  await cancelCrawl(fixture.services.table, c);
  const ids = async (query: string): Promise<string[]> => {
    const response = await fixture.app.request(`/v1/crawls${query}`);
    const body = await readJson(response, z.object({ crawls: z.array(z.object({ crawl_id: z.string() })) }));
    return body.crawls.map(({ crawl_id }) => crawl_id);
  };
  expect((await ids('')).sort()).toEqual([a, b, c].sort());
  expect(await ids('?index=a.gov')).toEqual([c, a]);
  expect(await ids('?index=a.gov&limit=1')).toEqual([c]);
});

describe('GET /v1/crawls', () => {
  it('has a crawl of an index that has nothing but a timer yet: a message was posted, and nothing else', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const start = { crawl_id: 'site.gov.a', index: 'site.gov', site: 'site.gov', scheme: 'https' } as const;
    const limits = { depth: 1, pages: 1 };
    await openCrawl(table, { ...start, path: '/', domains: ['site.gov'], limits }, 1);
    const timer = {
      ...timerKey('site.gov', 'site.gov'),
      mark: dueMark(5000),
      index: 'site.gov',
      site: 'site.gov',
      state: 'running',
      generation: 1,
      started_by: 'start',
      started_at_ms: 1,
      timeout_ms: 10,
      deadline_ms: 5000,
      callback: null,
    } as const;
    await writeTimer(table, timer, undefined);
    const response = await fixture.app.request('/v1/crawls');
    expect(await response.json()).toMatchObject({ crawls: [{ crawl_id: 'site.gov.a' }] });
  });
});
