import { load } from 'cheerio';
import { describe, expect, it, vi } from 'vitest';
import { ensureIndex } from '#core/tables/indexes.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import type { SearchHit } from '#workers/orchestrator/search-answer.ts';
import { IndexNotReady } from '#workers/orchestrator/search-errors.ts';
import { type HttpFixture, httpFixture, searchAnswer } from '../testing/http-fixture.ts';

async function page(
  fixture: HttpFixture,
  path: string,
): Promise<{ status: number; $: ReturnType<typeof load> }> {
  const response = await fixture.app.request(path);
  expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
  return { status: response.status, $: load(await response.text()) };
}

describe('the search page', () => {
  it('shows the command that makes an index while there is none', async () => {
    await using fixture = await httpFixture();
    const { $ } = await page(fixture, '/');
    expect($('main code').text()).toBe('sitepack crawl https://your.site/ --follow');
    expect($('form')).toHaveLength(0);
  });

  it('offers a labelled box with the cursor in it, and no choice when there is one index', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1, { documents: 1169 });
    const { $ } = await page(fixture, '/');
    expect($('form[role=search] input[type=search]').attr('autofocus')).toBeDefined();
    expect($('label[for=q]')).toHaveLength(1);
    expect($('select')).toHaveLength(0);
    expect($('main').text()).toContain('1,169 pages');
  });

  it('offers a choice between several indexes and keeps the one that was chosen', async () => {
    await using fixture = await httpFixture();
    for (const name of ['a.gov', 'b.gov']) await fixture.publish(name, 1);
    const { $ } = await page(fixture, '/?index=b.gov');
    expect($('select option[selected]').text()).toBe('b.gov');
    expect($('label[for=index]')).toHaveLength(1);
  });

  it('offers no index that cannot be searched beside those that can', async () => {
    await using fixture = await httpFixture();
    for (const name of ['b.gov', 'c.gov']) await fixture.publish(name, 1);
    await ensureIndex(fixture.services.table, 'a.gov', { shards: 1 }, 1);
    const { $ } = await page(fixture, '/');
    const offered = $('select option').toArray();
    expect(offered.map((option) => $(option).text())).toEqual(['b.gov', 'c.gov']);
  });

  it('says what it searched for in place of what was typed, with the way back', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    const corrected = '<opening>';
    fixture.answer = (request) => searchAnswer(request, 11, request.verbatim === true ? {} : { corrected });
    const { $ } = await page(fixture, '/?index=site.gov&q=opning');
    expect($('.hint').text()).toContain(corrected);
    const back = $('.hint a').attr('href') ?? '';
    expect(back).toBe('/?index=site.gov&q=opning&verbatim=true');
    const { $: verbatim } = await page(fixture, back);
    expect(verbatim('.hint')).toHaveLength(0);
    expect(verbatim('.pager a').attr('href')).toBe('/?index=site.gov&q=opning&page=2&verbatim=true');
  });

  it('shows facets as links that narrow the search, and widen it again', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    const values = [
      { value: 'html', count: 1200 },
      { value: 'pdf', count: 3 },
    ];
    const facets = {
      type: { values, more: 0 },
      lang: {
        values: [
          { value: 'de', count: 4 },
          { value: 'x_x', count: 1 },
        ],
        more: 0,
      },
      site: { values: [{ value: 'site.gov', count: 5 }], more: 0 },
    };
    fixture.answer = (request) => searchAnswer(request, 30, { facets });
    const path = '/?index=site.gov&q=x&sort=date&page=2&filter=type%3Apdf&filter=after%3A2024';
    const { $ } = await page(fixture, path);
    expect(fixture.searches[0]).toMatchObject({
      filters: [{ name: 'type', value: 'pdf' }, { kind: 'after' }],
      facets: ['site', 'type', 'lang'],
      sort: { by: 'date' },
      offset: 10,
    });
    const links = $('.narrow a')
      .toArray()
      .map((link) => [$(link).text(), $(link).attr('href')]);
    const kept = '/?index=site.gov&q=x';
    expect(links).toEqual([
      ['Web page', `${kept}&filter=type%3Apdf&filter=after%3A2024&filter=type%3Ahtml&sort=date`],
      ['✕ PDF (remove)', `${kept}&filter=after%3A2024&sort=date`],
      ['German', `${kept}&filter=type%3Apdf&filter=after%3A2024&filter=lang%3Ade&sort=date`],
      ['x_x', `${kept}&filter=type%3Apdf&filter=after%3A2024&filter=lang%3Ax_x&sort=date`],
    ]);
    const narrowed = $('.narrowed a')
      .toArray()
      .map((link) => [$(link).text(), $(link).attr('href')]);
    expect(narrowed).toEqual([
      ['✕ Type: PDF (remove)', `${kept}&filter=after%3A2024&sort=date`],
      ['✕ after:2024 (remove)', `${kept}&filter=type%3Apdf&sort=date`],
    ]);
    expect($('.narrow .count').first().text()).toBe('1,200');
    expect($('.pager a[rel=prev]').attr('href')).toBe(
      `${kept}&filter=type%3Apdf&filter=after%3A2024&sort=date`,
    );
  });

  it('offers the facets that are set for the index, in that order and by these names', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    const { table } = fixture.services;
    const search = {
      facets: [
        { name: 'fields.colour', label: 'Colour <of paint>' },
        { name: 'fields.list_price' },
        { name: 'type' },
      ],
    };
    await writeSettings(table, 'site.gov', { search }, await readSettings(table, 'site.gov'));
    const values = ['red', 'green'].map((value) => ({ value, count: 2 }));
    const facets = Object.fromEntries(
      ['type', 'fields.list_price', 'fields.colour'].map((name) => [name, { values, more: 0 }]),
    );
    fixture.answer = (request) => searchAnswer(request, 4, { facets });
    const { $ } = await page(fixture, '/?index=site.gov&q=x');
    expect(fixture.searches[0]?.facets).toEqual(['fields.colour', 'fields.list_price', 'type']);
    expect(
      $('.narrow h3')
        .toArray()
        .map((title) => $(title).text()),
    ).toEqual(['Colour <of paint>', 'list price', 'Type']);
    expect($('.narrow a').first().attr('href')).toBe('/?index=site.gov&q=x&filter=fields.colour%3Ared');
  });

  it('takes the last word of what is being typed for the beginning of one', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 1);
    for (const q of ['big ca', 'big c', 'c++', 'cats '])
      await page(fixture, `/?index=site.gov&typing=true&q=${encodeURIComponent(q)}`);
    expect(fixture.searches.map(({ query }) => query)).toEqual(['big ca*', 'big', 'c++', 'cats*']);
    fixture.answer = (request) => searchAnswer(request, request.query === 'catz*' ? 0 : 1);
    await page(fixture, '/?index=site.gov&typing=true&q=catz');
    expect(fixture.searches.slice(4).map(({ query }) => query)).toEqual(['catz*', 'catz']);
  });

  it('says what a hit has not', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => {
      const answer = searchAnswer(request, 1, { match: 'any' });
      return { ...answer, hits: answer.hits.map((hit) => Object.assign(hit, { missing: ['<b>', 'two'] })) };
    };
    const { $ } = await page(fixture, '/?index=site.gov&q=one');
    expect($('.missing').text()).toBe('Without: <b> two');
  });

  it('proposes a query that finds much more', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 1, { did_you_mean: 'receive' });
    const { $ } = await page(fixture, '/?index=site.gov&q=recieve');
    expect($('.hint a').attr('href')).toBe('/?index=site.gov&q=receive');
  });

  it('shows hits with title, breadcrumb and marked snippet', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 1);
    const { $, status } = await page(fixture, '/?index=site.gov&q=tide');
    expect(status).toBe(200);
    expect($('.hits a').attr('href')).toBe('https://site.gov/guide/page-1');
    expect($('.hits mark').text()).toBe('tide');
    expect($('.where').text().replace(/\s/g, '')).toBe('site.gov›guide›page-1');
    expect($('.summary').text()).toBe('1 result in 3 ms');
    expect($('title').text()).toBe('tide – search site.gov');
    expect($('input[name=q]').attr('value')).toBe('tide');
  });

  it('shows the section that a snippet is from as a link, and when the page was published', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    const found: Partial<SearchHit>[] = [
      {
        section: { title: 'High <tide>', url: 'https://site.gov/guide/page-1#high' },
        published_at_ms: Date.UTC(2026, 4, 1),
        modified_at_ms: Date.UTC(2026, 5, 1),
      },
      { section: { title: 'Low tide', url: 'https://site.gov/guide/page-2' } },
      { modified_at_ms: Date.UTC(2026, 5, 1) },
      { section: { title: 'Bad', url: 'javascript:alert(1)' } },
      { title: 'Tides', section: { title: 'Tides', url: 'https://site.gov/guide/page-5#tides' } },
    ];
    fixture.answer = (request) => {
      const answer = searchAnswer(request, found.length);
      return { ...answer, hits: answer.hits.map((hit, n) => Object.assign(hit, found[n])) };
    };
    const { $ } = await page(fixture, '/?index=site.gov&q=tide');
    expect($('.section a').attr('href')).toBe('https://site.gov/guide/page-1#high');
    expect($('.section a')).toHaveLength(1);
    const titles = $('.section').toArray();
    expect(titles.map((section) => $(section).text().trim())).toEqual(['High <tide>', 'Low tide', 'Bad']);
    const dates = $('.snippet time').toArray();
    expect(dates.map((date) => $(date).text())).toEqual(['1 May 2026', '1 Jun 2026']);
  });

  it('shows markup in queries, titles and snippets as text, and links to web pages alone', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => {
      const answer = searchAnswer(request, 1);
      const [hit] = answer.hits;
      if (hit === undefined) return answer;
      const bad = {
        title: '<b>T</b>',
        url: 'javascript:alert(1)',
        snippet: { text: 'x<img src=x onerror=alert(1)>', matches: [{ from: 0, to: 8 }] },
      };
      return { ...answer, hits: [{ ...hit, ...bad }] };
    };
    const { $ } = await page(
      fixture,
      `/?index=site.gov&q=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect($('main script, main img, main b, .hits a')).toHaveLength(0);
    expect($('.hits h2').text()).toBe('<b>T</b>');
    expect($('.snippet').text()).toContain('<img src=x');
    expect($('.snippet mark').text()).toBe('x<img sr');
    expect($('input[name=q]').attr('value')).toBe('"><script>alert(1)</script>');
  });

  it('pages through results and keeps query and index', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 95);
    const { $ } = await page(fixture, '/?index=site.gov&q=a+b&page=3');
    expect(fixture.searches).toMatchObject([{ offset: 20, limit: 10 }]);
    expect($('ol.hits').attr('start')).toBe('21');
    expect($('[aria-current=page]').text()).toBe('3');
    expect($('a[rel=next]').attr('href')).toBe('/?index=site.gov&q=a+b&page=4');
    expect($('a[rel=prev]').attr('href')).toBe('/?index=site.gov&q=a+b&page=2');
    expect((await page(fixture, '/?index=site.gov&q=a&page=10')).$('a[rel=next]')).toHaveLength(0);
  });

  it('says when only some of the words matched, and when parts of the index did not answer', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) =>
      searchAnswer(request, 1, { match: 'any', shards: { total: 4, answered: 3 } });
    const text = (await page(fixture, '/?q=a+b')).$('.hint').text();
    expect(text).toContain('some of them');
    expect(text).toContain('3 of 4');
  });

  it.each([
    ['q=zzz', null, 'No page has zzz'],
    ['q=harbuor', 'harbour', 'No page has harbour'],
    ['q=harbuor&filter=lang:fr', 'harbour', 'No page that is all of this has harbour'],
    ['q=&filter=lang:fr', null, 'No page is all of this'],
  ])('says of %s that nothing was found, and what was searched for', async (asked, corrected, told) => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 0, { corrected });
    const { $ } = await page(fixture, `/?${asked}`);
    expect($('h1').text()).toBe(told);
    const hint = $('.hint').text().replaceAll(/\s+/g, ' ').trim();
    expect(hint).toBe(
      corrected === null
        ? ''
        : 'No page has what was typed: harbour was searched for in its place. Search for harbuor all the same.',
    );
  });

  it('keeps what narrows it, and its order, when other words are looked for', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 5);
    const { $ } = await page(
      fixture,
      '/?q=tide&filter=type:pdf&filter=-lang:de&sort=date&page=1&verbatim=true',
    );
    expect($('form').serializeArray()).toEqual([
      { name: 'index', value: 'site.gov' },
      { name: 'filter', value: 'type:pdf' },
      { name: 'filter', value: '-lang:de' },
      { name: 'sort', value: 'date' },
      { name: 'q', value: 'tide' },
    ]);
  });

  it.each([
    ['type:constructor', 'Type: constructor'],
    ['lang:valueof', 'Language: valueof'],
  ])('shows the filter %s as it is: %s', async (filter, told) => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = (request) => searchAnswer(request, 5);
    const { $ } = await page(fixture, `/?q=tide&filter=${filter}`);
    expect($('.narrowed').text()).toContain(`${told} (remove)`);
  });

  it('shows a problem with the status that the API gives it, and a way to try again', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1);
    fixture.answer = ({ index }) => {
      throw new IndexNotReady(index, 'loading');
    };
    const { $, status } = await page(fixture, '/?index=site.gov&q=x');
    expect(status).toBe(503);
    expect($('[role=alert] a').attr('href')).toBe('/?index=site.gov&q=x');
    expect((await page(fixture, '/?index=none.gov&q=x')).status).toBe(404);
    expect((await page(fixture, '/?index=site.gov&q=x&page=0')).status).toBe(400);
  });

  it('loads its own style and script alone, under names that change with what is in them', async () => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const $ = load(await response.text());
    expect($('script:not([src]), style, [style], [onclick]')).toHaveLength(0);
    for (const path of [
      ...$('link[rel=stylesheet]')
        .toArray()
        .map((each) => $(each).attr('href')),
      $('script').attr('src'),
      $('link[rel=icon]').attr('href'),
    ]) {
      const asset = await fixture.app.request(path ?? '');
      expect(asset.status).toBe(200);
      expect(asset.headers.get('cache-control')).toContain('immutable');
    }
  });
});

const KEY = 'a-secret-of-16-characters';
const GUARDED = { SITEPACK_HOST: '0.0.0.0', SITEPACK_KEY: KEY };

describe('the search page of a server with a key, to who does not bring it', () => {
  it('searches the index that is named, and tells nothing of it or of others', async () => {
    await using fixture = await httpFixture(GUARDED);
    for (const name of ['a.gov', 'b.gov']) await fixture.publish(name, 1, { documents: 1169 });
    fixture.answer = (request) => searchAnswer(request, 1);
    for (const path of ['/?index=b.gov', '/?index=b.gov&q=tide', '/?index=b.gov&q=tide&page=0']) {
      const { $ } = await page(fixture, path);
      expect($('input[name=index]').attr('value'), path).toBe('b.gov');
      expect($('select'), path).toHaveLength(0);
      expect($('body').text(), path).not.toMatch(/a\.gov|1,169|packed/);
    }
    expect((await page(fixture, '/?index=b.gov&q=tide')).$('.hits li')).toHaveLength(1);
    expect((await page(fixture, '/?index=none.gov')).status).toBe(404);
  });

  it('asks for a name when there are several', async () => {
    await using fixture = await httpFixture(GUARDED);
    for (const name of ['a.gov', 'b.gov']) await fixture.publish(name, 1);
    const { $, status } = await page(fixture, '/?q=tide');
    expect(status).toBe(200);
    expect($('h1').text()).toBe('Which index?');
    expect($('main').text()).toContain('/?index=');
    expect($('body').text()).not.toMatch(/[ab]\.gov/);
    expect(fixture.searches).toEqual([]);
  });

  it('searches the only one that there is without its name', async () => {
    await using fixture = await httpFixture(GUARDED);
    await fixture.publish('site.gov', 1);
    await ensureIndex(fixture.services.table, 'first-crawl.gov', { shards: 1 }, 1);
    const { $ } = await page(fixture, '/');
    expect($('input[name=index]').attr('value')).toBe('site.gov');
    expect($('body').text()).not.toContain('first-crawl.gov');
  });

  it('tells all to who brings it', async () => {
    await using fixture = await httpFixture(GUARDED);
    for (const name of ['a.gov', 'b.gov']) await fixture.publish(name, 1, { documents: 1169 });
    const headers = { authorization: `Basic ${btoa(`admin:${KEY}`)}` };
    const response = await fixture.app.request('/', { headers });
    expect(response.headers.get('vary')).toBe('authorization');
    const $ = load(await response.text());
    expect($('select option')).toHaveLength(2);
    expect($('main').text()).toContain('1,169 pages');
  });

  it('reads rows once for all who ask within seconds', async () => {
    await using fixture = await httpFixture(GUARDED);
    for (const name of ['a.gov', 'b.gov']) await fixture.publish(name, 1);
    const query = vi.spyOn(fixture.services.table, 'query');
    await Promise.all(Array.from({ length: 20 }, () => page(fixture, '/')));
    await page(fixture, '/?q=tide');
    expect(query).toHaveBeenCalledTimes(1);
  });
});

it('goes on by what was known where the tables are out of reach', async () => {
  await using fixture = await httpFixture();
  await fixture.publish('site.gov', 1);
  fixture.answer = (request) => searchAnswer(request, 3);
  expect((await page(fixture, '/?q=tide')).status).toBe(200);
  const facets = [{ name: 'fields.kind', label: 'Kind' }];
  const unreachable = () => Promise.reject(new Error('the table is out of reach'));
  Object.assign(fixture.services, { searchSettings: () => Promise.resolve({ facets }) });
  Object.assign(fixture.services.table, { get: unreachable, query: unreachable, getMany: unreachable });
  const later_ms = fixture.services.clock.monotonic() + 60_000;
  using _later = vi.spyOn(fixture.services.clock, 'monotonic').mockReturnValue(later_ms);
  expect((await page(fixture, '/?q=tide')).status).toBe(200);
  expect(fixture.searches.at(-1)?.facets).toEqual(['fields.kind']);
});
