import { describe, expect, it, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Web, WebError } from '#ports/web.ts';
import { HostGate } from './host-gate.ts';
import { PoliteWeb } from './polite-web.ts';
import { SiteCredentials } from './site-credentials.ts';
import { RobotsCache } from './robots-cache.ts';
import { robotsVerdict } from './robots-match.ts';
import { JumpingClock } from './testing/jumping-clock.ts';

const DAY_MS = 86_400_000;
const TTL_S = 3600;
const never = new AbortController().signal;

/** A host whose robots.txt may fail, and workers that share what they know of it in a table. */
function world() {
  const clock = new JumpingClock();
  const host = {
    isDown: false,
    status: 200,
    text: 'User-agent: *\nDisallow: /no',
    password: undefined as string | undefined,
    asked: 0,
  };
  const web: Web = {
    request: async ({ headers }) => {
      host.asked += 1;
      if (host.isDown) throw new WebError('connection_failed', 'refused');
      const body = new TextEncoder().encode(host.text);
      const isRefused = host.password !== undefined && headers?.['x-key'] !== host.password;
      return {
        status: isRefused ? 401 : host.status,
        headers: { 'content-type': 'text/plain' },
        body,
        wire_bytes: body.length,
        duration_ms: 1,
      };
    },
    close: () => Promise.resolve(),
  };
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
  const gate = new HostGate(ports, { delay_ms: 0, delay_factor: 1, host_concurrency: 1, flight_ms: 5000 });
  const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
  const worker = () =>
    new RobotsCache({ ...ports, web: polite }, { user_agent: 'test', robots_ttl_s: TTL_S });
  const find = (cache: RobotsCache, credentials?: SiteCredentials, url = 'https://site.gov/') =>
    clock.run(cache.rulesFor(url, { signal: never, credentials }));
  const ask = async (cache: RobotsCache) => (await find(cache)).rules.source;
  return { clock, host, table: ports.table, worker, ask, find };
}

test('rules are asked for once by all workers, until their time is over', async () => {
  const { clock, host, worker, ask } = world();
  const [one, other] = [worker(), worker()];
  expect([await ask(one), await ask(one), await ask(other)]).toEqual(['file', 'file', 'file']);
  expect(host.asked).toBe(1);
  await clock.advance(TTL_S * 1000);
  expect(await ask(other)).toBe('file');
  expect(host.asked).toBe(2);
});

test('a host that could not be asked is asked again in a second, though the clock went back by days', async () => {
  const { clock, host, worker, ask } = world();
  const cache = worker();
  clock.jump_ms = 2 * DAY_MS;
  host.isDown = true;
  expect(await ask(cache)).toBe('unreachable');
  clock.jump_ms = 0;
  host.isDown = false;
  expect(await ask(cache)).toBe('unreachable');
  await clock.advance(1000);
  expect(await ask(cache)).toBe('file');
});

test('rules that a wrong clock wrote for days are asked for anew, and those of one ahead by less are not', async () => {
  const { clock, host, worker, ask } = world();
  clock.jump_ms = 2 * DAY_MS;
  await ask(worker());
  clock.jump_ms = 0;
  await ask(worker());
  expect(host.asked).toBe(2);
  clock.jump_ms = -(TTL_S * 1000) / 2;
  await ask(worker());
  expect(host.asked).toBe(2);
});

test('rules are the same from the host and from the table, with the lines where they stand', async () => {
  const { host, worker, find } = world();
  host.text = 'User-agent: *\n\nAllow: /no/but\nDisallow: /no\nCrawl-delay: 2\nSitemap: /s.xml';
  const [asked, read] = [await find(worker()), await find(worker())];
  expect(host.asked).toBe(1);
  expect(asked.rules.found_at).toEqual({ agent: '*', allow: [3], disallow: [4] });
  expect(read.rules).toEqual(asked.rules);
});

test('a row that tells no lines is read, and one of another kind is asked for anew', async () => {
  const { clock, host, table, worker, find } = world();
  const row = { pk: 'robots', sk: 'https://site.gov', expires_at_ms: clock.now() + 1000 };
  const rules = { source: 'file', allow: [], disallow: ['/'], crawl_delay_ms: null, sitemaps: [] };
  await table.put('hosts', { ...row, rules });
  expect((await find(worker())).rules).toEqual(rules);
  expect(host.asked).toBe(0);
  await table.put('hosts', { ...row, rules: { ...rules, source: 'too_many_rules' } });
  expect((await find(worker())).rules.disallow).toEqual(['/no']);
  expect(host.asked).toBe(1);
});

describe('rules that no row can hold', () => {
  const long = Array.from({ length: 25_000 }, (_, n) => `Disallow: /${100_000 + n}/x`).join('\n');
  const many = `User-agent: *\n${long}`;

  it('are all obeyed, and every worker asks for them once', async () => {
    const { clock, host, table, worker, find } = world();
    const [one, other] = [worker(), worker()];
    await find(one);
    await clock.advance(TTL_S * 1000);
    host.text = many;
    for (const cache of [one, other, one, other]) {
      const { rules } = await find(cache);
      expect(rules.disallow).toHaveLength(25_000);
      expect(robotsVerdict(rules, '/124999/x').allowed).toBe(false);
      expect(robotsVerdict(rules, '/no').allowed).toBe(true);
    }
    expect(host.asked).toBe(3);
    // Nor is there a row with what held before.
    expect((await table.query('hosts', { pk: 'robots' })).rows).toEqual([]);
  });

  it('are kept of some hosts at a time, those of most hosts of many', async () => {
    const asked = async (text: string) => {
      const { host, worker, find } = world();
      host.text = text;
      const cache = worker();
      const ask = (n: number) => find(cache, undefined, `https://${n}.site.gov/`);
      for (let n = 0; n < 30; n += 1) await ask(n);
      for (let n = 29; n >= 0; n -= 1) await ask(n);
      return host.asked;
    };
    // Some 15 of them.
    expect(await asked(many)).toBeGreaterThan(40);
    expect(await asked(many)).toBeLessThan(50);
    expect(await asked('User-agent: *\nDisallow: /no')).toBe(30);
  });
});

describe('rules whose time is over', () => {
  it.each([
    ['does not answer', { isDown: true }],
    ['answers 503', { status: 503 }],
    ['answers 429', { status: 429 }],
  ])('are used on by all workers while the host %s', async (_what, trouble) => {
    const { clock, host, worker, find } = world();
    const [one, other] = [worker(), worker()];
    await find(one);
    Object.assign(host, trouble);
    await clock.advance(TTL_S * 1000);
    for (const cache of [one, other])
      expect(await find(cache)).toMatchObject({ rules: { source: 'file', disallow: ['/no'] } });
  });

  it('are asked for again in a minute, and replaced when there are others', async () => {
    const { clock, host, worker, find } = world();
    const cache = worker();
    await find(cache);
    host.status = 500;
    await clock.advance(TTL_S * 1000);
    await find(cache);
    const asked = host.asked;
    await clock.advance(59_000);
    await find(cache);
    expect(host.asked).toBe(asked);
    Object.assign(host, { status: 200, text: 'User-agent: *\nDisallow: /new' });
    await clock.advance(1000);
    expect((await find(cache)).rules.disallow).toEqual(['/new']);
  });

  it('are used for thirty days; then nothing may be read', async () => {
    const { clock, host, worker, find } = world();
    await find(worker());
    host.isDown = true;
    await clock.advance(TTL_S * 1000 + 30 * DAY_MS);
    expect((await find(worker())).rules.source).toBe('file');
    await clock.advance(1000);
    expect(await find(worker())).toMatchObject({
      rules: { source: 'unreachable', disallow: ['/'] },
      trouble: { code: 'connection_failed' },
    });
  });

  it('are not used when the host says that it has none', async () => {
    const { clock, host, worker, ask } = world();
    const cache = worker();
    await ask(cache);
    host.status = 404;
    await clock.advance(TTL_S * 1000);
    expect(await ask(cache)).toBe('missing');
  });
});

describe('rules that are asked for anew', () => {
  const CHANGED = 'User-agent: *\nDisallow: /other';
  /** By a request that goes by nothing that was asked for before now, or so long before. */
  function anew() {
    const { clock, worker, ...rest } = world();
    const find = (cache: RobotsCache, age_ms?: number) => {
      const since_ms = age_ms === undefined ? undefined : clock.monotonic() - age_ms;
      return clock.run(cache.rulesFor('https://site.gov/', { signal: never, since_ms }));
    };
    return { ...rest, clock, worker, find };
  }

  it('are those of the host, which all workers hear of within a minute', async () => {
    const { clock, host, worker, find } = anew();
    const [one, other] = [worker(), worker()];
    await find(one);
    await find(other);
    host.text = CHANGED;
    await clock.advance(1000);
    expect((await find(other, 0)).rules.disallow).toEqual(['/other']);
    expect((await find(one)).rules.disallow).toEqual(['/no']);
    await clock.advance(59_000);
    expect((await find(one)).rules.disallow).toEqual(['/other']);
    expect(host.asked).toBe(2);
  });

  it('are not asked for when another worker had them since then', async () => {
    const { clock, host, worker, find } = anew();
    const [one, other] = [worker(), worker()];
    await find(one);
    await clock.advance(59_000);
    await find(other, 60_000);
    await find(one, 60_000);
    expect(host.asked).toBe(1);
    await clock.advance(2000);
    await find(other, 60_000);
    await find(one, 60_000);
    expect(host.asked).toBe(2);
  });

  it('are asked for by who waits for another that is content with what is known', async () => {
    const { clock, host, worker } = anew();
    const cache = worker();
    await clock.run(worker().rulesFor('https://site.gov/', { signal: never }));
    await clock.advance(1000);
    host.text = CHANGED;
    const request = { signal: never, since_ms: clock.monotonic() };
    const [content, wanting] = await clock.run(
      Promise.all([
        cache.rulesFor('https://site.gov/', { signal: never }),
        cache.rulesFor('https://site.gov/', request),
      ]),
    );
    expect([content.rules.disallow, wanting.rules.disallow]).toEqual([['/no'], ['/other']]);
  });

  it('are those of before where the host cannot tell them, with when and why', async () => {
    const { clock, host, worker, find } = anew();
    const cache = worker();
    const { read_at_ms } = await find(cache);
    expect(read_at_ms).toBe(clock.now());
    await clock.advance(1000);
    host.status = 503;
    for (const one of [cache, worker()]) {
      const copy = { rules: { source: 'file', disallow: ['/no'] }, read_at_ms, trouble_anew: 503 };
      const found = await find(one, 0);
      expect(found).toMatchObject(copy);
      expect(found.trouble).toBeUndefined();
    }
    expect((await find(worker())).trouble_anew).toBeUndefined();
    // In vain it is asked once.
    const asked = host.asked;
    expect((await find(cache, 60_000)).rules.disallow).toEqual(['/no']);
    expect(host.asked).toBe(asked);
  });

  it('replace those that an earlier version wrote without saying when', async () => {
    const { clock, host, table, worker, find } = anew();
    const row = { pk: 'robots', sk: 'https://site.gov', expires_at_ms: clock.now() + 1000 };
    const rules = { source: 'missing', allow: [], disallow: [], crawl_delay_ms: null, sitemaps: [] };
    await table.put('hosts', { ...row, rules });
    expect((await find(worker(), 60_000)).rules.disallow).toEqual(['/no']);
    expect(host.asked).toBe(1);
  });
});

test('what another worker was told is known without asking when it is time to look', async () => {
  const { clock, host, worker, ask } = world();
  const [one, other] = [worker(), worker()];
  host.text = 'Sitemap: /old.xml';
  await ask(one);
  await clock.advance(TTL_S * 1000);
  host.text = 'Sitemap: /new.xml';
  await ask(other);
  expect((await one.lastKnown('https://site.gov/'))?.sitemaps).toEqual(['https://site.gov/new.xml']);
});

test('five redirects are followed, to other hosts as well, and the rules are for the host that was asked', async () => {
  const far = (n: number) => `https://r${n}.test/robots.txt`;
  const asked = async (redirects: number) => {
    const clock = new JumpingClock();
    const web: Web = {
      request: async ({ url }) => {
        const n = url === 'https://site.gov/robots.txt' ? 0 : Number(/r(\d)/.exec(url)?.[1]);
        const body = Buffer.from('User-agent: *\nDisallow: /no\nSitemap: /s.xml');
        const last = n === redirects;
        const headers: Record<string, string> = last ? {} : { location: far(n + 1) };
        return { status: last ? 200 : 302, headers, body, wire_bytes: 0, duration_ms: 1 };
      },
      close: () => Promise.resolve(),
    };
    const onTrouble = (error: unknown) => expect.unreachable(String(error));
    const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
    const gate = new HostGate(ports, { delay_ms: 0, delay_factor: 1, host_concurrency: 1, flight_ms: 5000 });
    const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
    const cache = new RobotsCache({ ...ports, web: polite }, { user_agent: 'test', robots_ttl_s: TTL_S });
    return (await clock.run(cache.rulesFor('https://site.gov/', { signal: never }))).rules;
  };
  expect(await asked(5)).toMatchObject({
    source: 'file',
    disallow: ['/no'],
    sitemaps: ['https://site.gov/s.xml'],
  });
  expect(await asked(6)).toMatchObject({ source: 'missing', disallow: [] });
});

test('what was read last is known without asking, however long ago, by every worker', async () => {
  const { clock, host, worker, ask } = world();
  const [one, other] = [worker(), worker()];
  expect(await one.lastKnown('https://site.gov/a')).toBeUndefined();
  await ask(one);
  await clock.advance(10 * TTL_S * 1000);
  expect((await one.lastKnown('https://site.gov/a'))?.source).toBe('file');
  expect((await other.lastKnown('https://site.gov/a'))?.source).toBe('file');
  expect(await other.lastKnown('http://site.gov/a')).toBeUndefined();
  expect(host.asked).toBe(1);
});

test('of a host that could not be asked nothing is known', async () => {
  const { host, worker, ask } = world();
  const cache = worker();
  host.isDown = true;
  await ask(cache);
  expect(await cache.lastKnown('https://site.gov/')).toBeUndefined();
});

test('what one worker could not have is known to it when another has read it', async () => {
  const { host, worker, ask } = world();
  const [one, other] = [worker(), worker()];
  host.isDown = true;
  await ask(one);
  host.isDown = false;
  await ask(other);
  expect((await one.lastKnown('https://site.gov/'))?.source).toBe('file');
});

describe('a redirect of a robots.txt', () => {
  /** Which of the URLs on the way were to be at public addresses. */
  const way = async (start: string, ...to: string[]) => {
    const clock = new JumpingClock();
    const asked: [url: string, publicOnly: boolean][] = [];
    const web: Web = {
      request: async ({ url, public_only = false }) => {
        asked.push([url, public_only]);
        const location = to[asked.length - 1];
        const headers: Record<string, string> = location === undefined ? {} : { location };
        const status = location === undefined ? 200 : 301;
        return { status, headers, body: new Uint8Array(), wire_bytes: 0, duration_ms: 1 };
      },
      close: () => Promise.resolve(),
    };
    const onTrouble = (error: unknown) => expect.unreachable(String(error));
    const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
    const gate = new HostGate(ports, { delay_ms: 0, delay_factor: 1, host_concurrency: 1, flight_ms: 5000 });
    const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
    const cache = new RobotsCache({ ...ports, web: polite }, { user_agent: 'test', robots_ttl_s: TTL_S });
    await clock.run(cache.rulesFor(start, { signal: never }));
    return asked;
  };

  it('off its site goes to public addresses only, whatever else may be read', async () => {
    expect(
      await way('https://site.gov/', 'http://10.0.0.5:9200/a?b', 'https://site.gov.evil.org/robots.txt'),
    ).toEqual([
      ['https://site.gov/robots.txt', false],
      ['http://10.0.0.5:9200/a?b', true],
      ['https://site.gov.evil.org/robots.txt', true],
    ]);
    expect(await way('https://site.gov/', 'https://site.gov:8443/robots.txt')).toMatchObject([
      {},
      { 1: true },
    ]);
  });

  it('within its site goes where the site is, which may be in a network of our own', async () => {
    expect(
      await way('http://intra.corp/', 'https://intra.corp/r.txt', 'https://www.intra.corp/robots.txt'),
    ).toEqual([
      ['http://intra.corp/robots.txt', false],
      ['https://intra.corp/r.txt', false],
      ['https://www.intra.corp/robots.txt', false],
    ]);
  });
});

describe('what a host tells those who show credentials', () => {
  const told = (key: string, hosts = ['site.gov']) =>
    new SiteCredentials({ hosts, scheme: 'https', headers: { 'x-key': key } });

  it('is not what it tells others, and is kept for those who show the same', async () => {
    const { host, worker, find } = world();
    host.password = 'sesame';
    const [one, other] = [worker(), worker()];
    for (const cache of [one, other]) {
      expect((await find(cache)).rules.source).toBe('missing');
      expect((await find(cache, told('sesame'))).rules).toMatchObject({ source: 'file', disallow: ['/no'] });
      expect((await find(cache, told('wrong'))).rules.source).toBe('missing');
      // Made anew from the same settings.
      expect((await find(cache, told('sesame'))).rules.source).toBe('file');
    }
    expect(host.asked).toBe(3);
  });

  it('is what it tells everybody where the credentials are for other hosts', async () => {
    const { host, worker, find, ask } = world();
    const cache = worker();
    await ask(cache);
    await find(cache, told('sesame', ['other.gov']));
    expect(host.asked).toBe(1);
  });

  it('is known afterwards to them alone', async () => {
    const { host, worker, find } = world();
    const [one, other] = [worker(), worker()];
    host.password = 'sesame';
    await find(one, told('sesame'));
    for (const cache of [one, other]) {
      expect((await cache.lastKnown('https://site.gov/', told('sesame')))?.source).toBe('file');
      expect(await cache.lastKnown('https://site.gov/', told('wrong'))).toBeUndefined();
      expect(await cache.lastKnown('https://site.gov/')).toBeUndefined();
    }
  });

  it('is kept in few rows, none of which tells the credentials', async () => {
    const { host, table, worker, find } = world();
    host.password = 'sesame';
    const cache = worker();
    for (let n = 0; n < 600; n += 1) await find(cache, told(`key ${n}`));
    await find(cache, told('sesame'));
    const rows = await table.query('hosts', { pk: 'robots' });
    expect(rows.rows.length).toBeLessThanOrEqual(256);
    expect(JSON.stringify(rows.rows)).not.toContain('sesame');
  });
});
