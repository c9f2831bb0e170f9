import { describe, expect, it } from 'vitest';
import { canonicalUrl, hostOf, pathOf } from '#core/crawl/url.ts';
import { seeded } from '../kernel/seeded.ts';
import { MadeWeb } from './made-web.ts';

const SEEDS = Array.from({ length: 30 }, (_, n) => n);
/** Statuses that sites have only for a while. */
const ODD_STATUS = /^(?:5..|408|429)$/;

function made(seed: number) {
  const time = { ms: 0 };
  return {
    time,
    web: new MadeWeb({ chance: seeded(seed), now: () => time.ms }),
    chance: seeded(seed + 1000),
  };
}

/** Asks for everything now and then while the web changes. */
function live(seed: number): string {
  const { time, web, chance } = made(seed);
  const told: unknown[] = [];
  web.onChange = (url, detail) => told.push([url, detail]);
  for (let round = 0; round < 30; round += 1) {
    time.ms += 3000;
    told.push(web.change(chance));
    if (round % 5 === 0) for (const url of web.urls) told.push(web.answer({ url }));
  }
  return JSON.stringify(told);
}

describe('a made web', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(live(5)).toBe(live(5));
    expect(live(6)).not.toBe(live(5));
  });

  it('names its pages by canonical URLs', () => {
    for (const seed of SEEDS) {
      const { web } = made(seed);
      expect(web.urls.map((url) => canonicalUrl(url))).toEqual(web.urls);
      expect(web.starts.map((url) => canonicalUrl(url))).toEqual(web.starts);
      expect(web.hosts.length).toBeGreaterThan(0);
    }
  });

  it('answers what its history says, and before as it says, troubles aside', () => {
    let changes = 0;
    for (const seed of SEEDS) {
      const { time, web, chance } = made(seed);
      web.calm();
      for (let round = 0; round < 15; round += 1) {
        time.ms += 1000;
        web.change(chance);
        for (const url of web.urls) {
          const answer = web.answer({ url });
          const what = web.at(url);
          expect(answer).toMatchObject({ kind: 'response', status: what.status });
        }
      }
      for (const url of web.urls) {
        const spans = web.history(url);
        changes += spans.length - 1;
        expect(spans[0]?.from_ms).toBe(0);
        expect(spans.at(-1)?.until_ms).toBe(Infinity);
        spans.slice(1).forEach(({ from_ms }, n) => expect(spans[n]?.until_ms).toBe(from_ms));
      }
    }
    expect(changes).toBeGreaterThan(200);
  });

  it('gives every version of every page a word that no other has', () => {
    for (const seed of SEEDS) {
      const { time, web, chance } = made(seed);
      for (let n = 0; n < 40; n += 1) {
        time.ms += 1000;
        web.change(chance);
      }
      const owners = new Map<string, string>();
      for (const url of web.urls) {
        for (const { what } of web.history(url)) {
          if (what.kind !== 'page' || what.word === undefined) continue;
          const said = JSON.stringify([what.stem, what.common]);
          expect(owners.get(what.word) ?? said).toBe(said);
          owners.set(what.word, said);
        }
      }
    }
  });

  it('says 304 to who knows the page, until it changes', () => {
    let unchanged = 0;
    for (const seed of SEEDS) {
      const { web, chance } = made(seed);
      web.calm();
      for (const url of web.urls) {
        const first = web.answer({ url });
        const etag = first.kind === 'response' ? first.headers['etag'] : undefined;
        if (etag === undefined) continue;
        const again = () => web.answer({ url, headers: { 'if-none-match': etag } });
        expect(again()).toMatchObject({ status: 304 });
        unchanged += 1;
        expect(web.rewrite(url, chance)).toBeDefined();
        expect(again()).toMatchObject({ status: 200 });
      }
    }
    expect(unchanged).toBeGreaterThan(50);
  });

  it('has troubles, which are over when it is calm', () => {
    let troubled = 0;
    for (const seed of SEEDS) {
      const { time, web, chance } = made(seed);
      for (let n = 0; n < 40; n += 1) {
        time.ms += 100;
        web.change(chance);
      }
      const isTroubled = (url: string) => {
        const answer = web.answer({ url });
        return answer.kind !== 'response' || ODD_STATUS.test(String(answer.status));
      };
      troubled += web.urls.filter(isTroubled).length;
      web.calm();
      expect(web.urls.filter(isTroubled)).toEqual([]);
      time.ms += 3_600_000;
      for (let n = 0; n < 40; n += 1) web.change(chance);
      expect(web.urls.filter(isTroubled)).toEqual([]);
    }
    expect(troubled).toBeGreaterThan(50);
  });

  it('loses a page for good, and fails for one for as long as it is told to', () => {
    for (const seed of SEEDS) {
      const { web, chance } = made(seed);
      web.calm();
      const url = web.urls.find((one) => web.at(one).kind === 'page');
      if (url === undefined) continue;
      web.lose(url, chance);
      expect(web.at(url).kind).not.toBe('page');
      web.fail(url, 1000, chance);
      expect(web.troubles(hostOf(url)).filter(({ until_ms }) => until_ms > 0)).toEqual([]);
      const other = made(seed);
      other.time.ms = 3_600_000;
      other.web.fail(url, 1000, chance);
      const [trouble] = other.web.troubles(hostOf(url)).slice(-1);
      expect(trouble).toMatchObject({ path: pathOf(url), from_ms: 3_600_000, until_ms: 3_601_000 });
    }
  });

  it('remembers what robots.txt forbade, and for how long', () => {
    let forbidden = 0;
    for (const seed of SEEDS) {
      const { time, web, chance } = made(seed);
      for (let n = 0; n < 60; n += 1) {
        time.ms += 1000;
        web.change(chance);
      }
      for (const url of web.urls) {
        const verdicts = Array.from({ length: 61 }, (_, n) => web.robotsAllow(url, n * 1000 + 500));
        const from = verdicts.indexOf(false);
        if (from === -1) continue;
        forbidden += 1;
        const last = from + [...verdicts, true].slice(from).indexOf(true) - 1;
        const at_ms = (n: number) => n * 1000 + 500;
        expect(web.robotsForbid(url, at_ms(from), at_ms(last))).toBe(true);
        // One moment more, in which it is allowed, if there is one.
        expect(web.robotsForbid(url, at_ms(from), at_ms(last + 1))).toBe(last === 60);
      }
    }
    expect(forbidden).toBeGreaterThan(50);
  });

  it('has hosts that are none, and twins that redirect', () => {
    const { web } = made(1);
    expect(web.answer({ url: 'https://nowhere.test/' })).toMatchObject({ kind: 'error', code: 'dns_failed' });
    expect(web.at('https://nowhere.test/')).toMatchObject({ kind: 'unreachable', code: 'dns_failed' });
    const twins = SEEDS.map((seed) => made(seed).web).flatMap((all) =>
      all.starts
        .map((url) => ({ url, at: all.at(url) }))
        .filter(({ at }) => {
          return at.kind === 'redirect' && at.location !== undefined && /^https?:/.test(at.location);
        }),
    );
    expect(twins.length).toBeGreaterThan(0);
    expect(new Set(twins.map(({ url }) => hostOf(url).startsWith('www.')))).toEqual(new Set([true, false]));
  });
});
