import { type CheerioAPI, load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { summarize } from '#core/crawl/summary.ts';
import { finishCrawl, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { type UrlEnd, closeUrl, frontierRows, openUrls } from '#core/tables/frontier.ts';
import { type HttpFixture, httpFixture, readJson } from '../testing/http-fixture.ts';

const ID = 'site.gov.a';
const AT = `/admin/crawls/${ID}`;
const SITE = 'https://site.gov';
const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
const ANSWER = { status: 200, wire_bytes: 700, body_bytes: 2100, duration_ms: 84, at_ms: 5 };
const READ: UrlEnd = {
  outcome: { kind: 'indexed', reason: 'answered 200' },
  attempts: 1,
  links: 0,
  answer: ANSWER,
};

const ENDS: Readonly<Record<string, UrlEnd>> = {
  '/': READ,
  '/a': { ...READ, text_hash: 'same' },
  '/b': { ...READ, text_hash: 'same', answer: { ...ANSWER, duration_ms: 2300 } },
  '/old': {
    outcome: { kind: 'redirected', to: `${SITE}/a`, status: 301, reason: 'answered 301' },
    attempts: 1,
    links: 0,
    answer: { ...ANSWER, status: 301 },
  },
  '/broken': {
    outcome: { kind: 'failed', code: 'http_status', status: 503, reason: `answered 503 ${HOSTILE}` },
    attempts: 3,
    links: 0,
    answer: { ...ANSWER, status: 503 },
  },
  [`/secret?${encodeURIComponent(HOSTILE)}`]: {
    outcome: { kind: 'refused', by: 'robots', reason: 'Disallow: /secret' },
    attempts: 0,
    links: 0,
  },
};

/** A crawl that goes on, with what became of some of its URLs. */
async function crawling(
  { services }: HttpFixture,
  ends: Readonly<Record<string, UrlEnd>> = ENDS,
): Promise<void> {
  const { table } = services;
  const start = { crawl_id: ID, index: 'site.gov', site: 'site.gov', scheme: 'https', path: '/' } as const;
  await openCrawl(table, { ...start, domains: ['site.gov'], limits: { depth: 5, pages: 100 } }, 1);
  for (const [path, end] of Object.entries(ends)) {
    const url = `${SITE}${path}`;
    await openUrls(table, ID, [{ url, depth: path === '/' ? 0 : 1, parent: path === '/' ? '' : `${SITE}/` }]);
    await closeUrl(table, ID, url, end);
  }
  await openUrls(table, ID, [{ url: `${SITE}/left`, depth: 1, parent: `${SITE}/` }]);
}

/** Ends it, with its report. */
async function end({ services }: HttpFixture, report: object = {}): Promise<void> {
  const { table, objects } = services;
  await closeUrl(table, ID, `${SITE}/left`, READ);
  const summary = await summarize(frontierRows(table, ID, false), {
    start: { site: 'site.gov' },
    wasReadable: () => Promise.resolve(false),
  });
  const told = {
    crawl_id: ID,
    index: 'site.gov',
    start: `${SITE}/`,
    complete: true,
    limit_hit: false,
    version: 3,
  };
  await objects.put(`reports/${ID}.json`, Buffer.from(JSON.stringify({ ...told, ...summary, ...report })));
  const crawl = await readCrawl(table, ID);
  if (crawl === undefined) throw new Error('the crawl is not there');
  await finishCrawl(table, crawl, { version: 3 }, 65_001);
}

async function page(fixture: HttpFixture, query = ''): Promise<CheerioAPI> {
  const response = await fixture.app.request(`${AT}${query}`);
  expect(response.status).toBe(200);
  return load(await response.text());
}

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function urls($: CheerioAPI): string[] {
  return $('#pages tbody .url')
    .toArray()
    .map((each) => $(each).text());
}

describe('the page of a crawl that goes on', () => {
  it('says how far it is, and lists its URLs, before any script runs', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    const $ = await page(fixture);
    expect(words($('#crawl').text())).toContain('running');
    expect($('#crawl button').attr('data-path')).toBe(`/v1/crawls/${ID}`);
    expect(urls($)).toHaveLength(7);
    expect(words($(`#pages tr[data-key="${SITE}/left"]`).text())).toContain('open');
    expect($('#live').data()).toEqual({ from: `${AT}/now`, by: 'asking' });
    expect(
      $('header nav a[href^="#"]')
        .toArray()
        .every((each) => $($(each).attr('href') ?? '').length === 1),
    ).toBe(true);
  });

  it('is told what changes, until it is over', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    const news = z.object({
      at_ms: z.number(),
      over: z.boolean(),
      sections: z.record(z.string(), z.string()),
    });
    const ask = async () => readJson(await fixture.app.request(`${AT}/now`), news);
    const before = await ask();
    expect(before.over).toBe(false);
    expect(before.sections['crawl']).toContain('running');
    await end(fixture);
    const after = await ask();
    expect(after.over).toBe(true);
    const $ = await page(fixture);
    for (const [id, text] of Object.entries(after.sections))
      expect($(`#${id}`).html()).toBe(load(text)('body').html());
  });
});

describe('the page of a crawl that is over', () => {
  it('has the figures of its report', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    await end(fixture, {
      other_starts: [`${SITE}/b`],
      documents: { since: 1, added: 12, changed: 3, removed: 2, unchanged: 410 },
    });
    const $ = await page(fixture);
    const text = words($('#figures').text());
    expect(words($('#crawl').text())).toContain(
      'took 1 min 5 s. Packed in version 3: 12 new, 3 changed, 2 gone, 410 as before.',
    );
    expect(words($('#crawl').text())).toContain('began at another start page of the index too');
    expect(words($('#figures tr[data-key="failed"]').text())).toBe('failed 1 answered 503 1');
    expect(words($('#figures tr[data-key="200"]').text())).toBe('200 4');
    expect(text).toContain('Longest 2.3 s');
    expect(text).toContain(`2 pages like ${SITE}/a`);
    expect($('#figures tr .url').first().text()).toBe(`${SITE}/b`);
    expect($('#live, #pause')).toHaveLength(0);
  });

  it('does without figures that its report does not have', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    await end(fixture, { answers: undefined, duplicates: undefined, reasons: undefined, limit_hit: true });
    const $ = await page(fixture);
    expect(words($('#figures').text())).toContain('written before answers were summed up');
    expect(words($('#crawl').text())).toContain('Packed in version 3. ');
    expect(words($('#crawl').text())).toContain('did not see the whole site');
  });

  it('lists its URLs by what became of them', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    await end(fixture);
    const $ = await page(fixture, '?outcome=redirected');
    expect(urls($)).toEqual([`${SITE}/old`]);
    expect(words($('#pages tbody tr').text())).toContain(`to ${SITE}/a 301 84 ms 2.1 KiB`);
    expect(words($('.kinds [aria-current=page]').text())).toBe('redirected 1');
    const json = $('#pages a:contains("as JSON")').attr('href') ?? '';
    const answer = await (await fixture.app.request(json)).json();
    expect(answer).toMatchObject({ pages: [{ url: `${SITE}/old`, answer: { status: 301 } }] });
    const csv = $('#pages a:contains("CSV")').attr('href') ?? '';
    expect((await fixture.app.request(csv)).headers.get('content-type')).toContain('text/csv');
  });

  it('leads through all of them, fifty on a page', async () => {
    await using fixture = await httpFixture();
    const many = Array.from({ length: 119 }, (_, n) => [`/page-${n}`, READ] as const);
    await crawling(fixture, Object.fromEntries(many));
    const seen: string[] = [];
    let path: string | undefined = AT;
    while (path !== undefined) {
      const $ = load(await (await fixture.app.request(path)).text());
      expect(urls($).length).toBeLessThanOrEqual(50);
      seen.push(...urls($));
      path = $('a[rel=next]').attr('href');
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  it('explains a URL', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    const explained = async (url: string) =>
      words((await page(fixture, `?explain=${encodeURIComponent(url)}`))('#explained').text());
    expect(await explained(`${SITE}/old`)).toContain('redirected to https://site.gov/a: answered 301');
    expect(await explained(`${SITE}/old`)).not.toContain('known as');
    expect(await explained(`${SITE}/a`)).toContain(`aliases ${SITE}/old`);
    expect(await explained(`${SITE}/old?utm_source=mail`)).toContain(`known as ${SITE}/old`);
    expect(await explained(`${SITE}/never`)).toContain('Neither the index nor its latest crawls');
    expect(await explained('nonsense')).toContain('"nonsense" can be no page');
    expect((await page(fixture, '?explain='))('#explained')).toHaveLength(0);
  });

  it('shows hostile text as text', async () => {
    await using fixture = await httpFixture();
    await crawling(fixture);
    await end(fixture);
    const $ = await page(fixture, `?explain=${encodeURIComponent(`${SITE}/${HOSTILE}`)}`);
    expect($('[onerror], script:not([src]), [style]')).toHaveLength(0);
    expect($('#pages').text()).toContain(HOSTILE);
  });
});

it.each([
  ['/admin/crawls/site.gov.nope', 404, 'There is no such crawl'],
  [`${AT}?outcome=lost`, 400, '"outcome" is "lost"'],
])('%s is a page that says what is wrong', async (path, status, text) => {
  await using fixture = await httpFixture();
  await crawling(fixture);
  const response = await fixture.app.request(path);
  expect(response.status).toBe(status);
  expect(words(load(await response.text())('main').text())).toContain(text);
});
