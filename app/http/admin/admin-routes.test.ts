import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { ensureIndex } from '#core/tables/indexes.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import { startHttp } from '../server.ts';
import { bury } from '../testing/bury.ts';
import { type HttpFixture, IDLE_CLUSTER, httpFixture } from '../testing/http-fixture.ts';
import { MOST_WATCHERS } from './feed.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };
const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';

/** Reads a stream until it has an event of that name. */
async function event(response: Response, name: string): Promise<string> {
  let text = '';
  for await (const more of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += more;
    const found = new RegExp(`event: ${name}\ndata: (.*)\n\n`).exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`the stream ended without an event ${name}: ${text.slice(0, 200)}`);
}

async function page(fixture: HttpFixture): Promise<ReturnType<typeof load>> {
  const response = await fixture.app.request('/admin');
  expect(response.status).toBe(200);
  return load(await response.text());
}

describe('the admin page', () => {
  it('has every part of the state in it before any script runs', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 1, { documents: 12 });
    const $ = await page(fixture);
    const titles = $('h2')
      .toArray()
      .map((each) => $(each).text());
    expect(titles).toEqual(['Crawls', 'Queues', 'Timers', 'Dead letters', 'Indexes', 'Cluster', 'Processes']);
    expect($('#indexes tbody tr').text()).toContain('site.gov');
    expect(
      $('nav a')
        .toArray()
        .every((each) => $($(each).attr('href') ?? '').length === 1),
    ).toBe(true);
  });

  it('loads its own style and script, may ask its own server alone, and sets no style outside its file', async () => {
    await using fixture = await httpFixture();
    const response = await fixture.app.request('/admin');
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(response.headers.get('cache-control')).toBe('no-store');
    const $ = load(await response.text());
    const styles = $('link[rel=stylesheet]').toArray();
    const loaded = [...styles.map((each) => $(each).attr('href') ?? ''), $('script').attr('src') ?? ''];
    expect(loaded).toEqual([
      expect.stringMatching(/^\/assets\/base\..*css$/),
      expect.stringMatching(/^\/assets\/admin\..*css$/),
      expect.stringMatching(/^\/assets\/admin\..*js$/),
    ]);
    for (const path of loaded) expect((await fixture.app.request(path)).status).toBe(200);
    expect($('[style], script:not([src]), [onclick]')).toHaveLength(0);
  });

  it('shows hostile text as text', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    await bury(fixture.services, 'crawl', [HOSTILE, JSON.stringify({ type: HOSTILE })]);
    await ensureIndex(table, 'site.gov', { shards: 1 }, 1);
    const start = { crawl_id: 'site.gov.a', index: 'site.gov', site: 'site.gov', scheme: 'https' } as const;
    const limits = { depth: 1, pages: 1 };
    await openCrawl(table, { ...start, path: `/${HOSTILE}`, domains: [HOSTILE], limits }, 1);
    await table.put('hosts', {
      pk: 'slots',
      sk: HOSTILE,
      schedule: { next_at_ms: 0, flights: [], penalty_until_ms: 0 },
    });
    const issue = { code: 'no_room', index: 'site.gov', shard: null, message: HOSTILE, age_ms: 1 };
    fixture.cluster = { ...IDLE_CLUSTER, issues: [issue] };
    const $ = await page(fixture);
    expect($('script:not([src]), img[src=x], [onerror]')).toHaveLength(0);
    expect($('.letter pre').first().text()).toBe(HOSTILE);
    expect($('.crawl a.url').text()).toBe(`https://site.gov/${HOSTILE}`);
    expect($('.hosts .name').text()).toBe(HOSTILE);
    expect($('.issues').text()).toContain(HOSTILE);
  });

  it('counts failures of what failed, and leads to the whole of a letter that it cuts', async () => {
    await using fixture = await httpFixture();
    const { queue, names } = fixture.services;
    const [id = ''] = await bury(fixture.services, 'crawl', ['x'.repeat(5000)]);
    const letter = { queue: names.of('crawl'), message_id: 'm', code: 'not_json', reason: 'no JSON' };
    const counts = { failures: 0, receive_count: 1, sent_at_ms: 1, died_at_ms: 2, body: '{' };
    await queue.send(names.dead(letter.queue), [{ body: JSON.stringify({ ...letter, ...counts }) }]);
    const $ = await page(fixture);
    expect($('.letter').first().text()).toContain('after 5 failures');
    expect($('.letter').last().text()).not.toContain('failure');
    expect($('.letter a').attr('href')).toBe(`/v1/dead-letters/${id}`);
    expect((await fixture.app.request(`/v1/dead-letters/${id}`)).status).toBe(200);
  });

  it('leads from a standby to the active orchestrator', async () => {
    await using fixture = await httpFixture();
    fixture.cluster = { ...IDLE_CLUSTER, epoch: null };
    expect((await page(fixture))('#status').text()).toContain('none is active');
    await using other = await httpFixture();
    other.cluster = { ...IDLE_CLUSTER, epoch: null };
    const role = { owner: 'me', sequence: 1, epoch: 2, endpoint: 'http://127.0.0.1:8081' };
    await other.services.table.put('nodes', { pk: 'roles', sk: 'orchestrator', ...role });
    expect((await page(other))('#status a').attr('href')).toBe('http://127.0.0.1:8081/admin');
  });
});

describe('what the admin page shows, for programs', () => {
  it('is answered once as JSON', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 3);
    const response = await fixture.app.request('/v1/admin/state');
    expect(await response.json()).toMatchObject({
      at_ms: expect.any(Number),
      indexes: { items: [{ index: 'site.gov', live: 3 }], total: 1, cut: false },
      troubles: [],
    });
  });

  it.each([
    ['/v1/admin/events', 'state', 'indexes'],
    ['/admin/events', 'sections', 'sections'],
  ])('goes on as events at %s, the first one at once', async (path, name, key) => {
    await using fixture = await httpFixture();
    const server = await startHttp(fixture.services, LOOPBACK);
    const response = await fetch(`${server.address}${path}`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(JSON.parse(await event(response, name))).toHaveProperty(key);
    await server.close();
  });

  it('tells a page only what has changed', async () => {
    await using fixture = await httpFixture();
    const server = await startHttp(fixture.services, LOOPBACK);
    const response = await fetch(`${server.address}/admin/events`);
    const told: string[][] = [];
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = [...text.matchAll(/^data: (.*)$/gm)].map((match) => match[1] ?? '');
      // An event in which nothing has changed may come before the letter is there.
      const changes = events
        .map((data) => Object.keys(JSON.parse(data).sections))
        .filter(({ length }) => length > 0);
      told.push(...changes);
      if (told.length === 1 && changes.length > 0) await bury(fixture.services, 'timer', ['{}']);
      if (told.length >= 2) break;
    }
    const [first, second] = told;
    expect(first).toHaveLength(9);
    expect(second).toEqual(['strip', 'queues', 'dead']);
    await server.close();
  });

  it('is told to 50 at a time; the next is refused until one leaves', async () => {
    await using fixture = await httpFixture();
    const server = await startHttp(fixture.services, LOOPBACK);
    // Held on to: fetch ends an answer that nobody can read any more.
    const answers: Response[] = [];
    const ask = async (signal = new AbortController().signal): Promise<Response> => {
      const answer = await fetch(`${server.address}/v1/admin/events`, { signal });
      answers.push(answer);
      return answer;
    };
    const leaves = new AbortController();
    await ask(leaves.signal);
    for (let n = 1; n < MOST_WATCHERS; n += 1) await ask();
    expect(await (await ask()).json()).toMatchObject({ status: 503, code: 'too_many_watchers' });
    leaves.abort();
    await expect.poll(async () => (await ask()).status).toBe(200);
    expect(answers.length).toBeGreaterThan(MOST_WATCHERS);
    await server.close();
  });

  it.each(['/v1/admin/events', '/admin/events'])(
    'tells the head of %s without letting who asks for it watch',
    async (path) => {
      await using fixture = await httpFixture();
      const server = await startHttp(fixture.services, LOOPBACK);
      const url = `${server.address}${path}`;
      for (let n = 0; n < MOST_WATCHERS + 10; n += 1) {
        const { status, headers } = await fetch(url, { method: 'HEAD' });
        expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
      }
      expect((await fetch(url)).status).toBe(200);
      await server.close();
    },
  );

  it.each(['/v1/admin/events', '/admin/events'])(
    'is not told at %s to pages of other sites',
    async (path) => {
      await using fixture = await httpFixture();
      const ask = (site: string) => fixture.app.request(path, { headers: { 'sec-fetch-site': site } });
      expect(await (await ask('cross-site')).json()).toMatchObject({ status: 403, code: 'cross_site' });
      const own = await ask('same-origin');
      expect(own.status).toBe(200);
      await own.body?.cancel();
    },
  );

  it('ends when the server closes, without making it wait', async () => {
    await using fixture = await httpFixture();
    const server = await startHttp(fixture.services, LOOPBACK);
    const response = await fetch(`${server.address}/admin/events`);
    const begun_ms = performance.now();
    const [text] = await Promise.all([response.text(), server.close()]);
    expect(performance.now() - begun_ms).toBeLessThan(2000);
    expect(text).toContain('retry: ');
  });
});
