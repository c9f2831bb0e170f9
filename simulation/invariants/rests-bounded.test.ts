import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { restsBounded } from './rests-bounded.ts';
import { type Fields, crawlRow, madeRow, pageRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const URL = 'https://one.test/a';
const KEY = { pk: 'docs', sk: pageKey(URL) };
const RESTS = { kind: 'unchanged', reason: 'it changes seldom, and is asked for again from 2026-05-20 on' };
const HOUR_MS = 3_600_000;

/** A page that crawls visit, of an index whose pages may rest. */
class VisitedPage {
  readonly world = new ToldWorld(restsBounded);
  #visits = 0;

  constructor(crawl: Fields = { revisit: 'adaptive' }, path = '/') {
    const settings = { pk: 'settings', sk: 'docs', revision: 1, settings: { crawl } };
    this.world.row('client-1', 'indexes', madeRow(settings));
    this.world.row('indexer-1', 'crawls', crawlRow({ path }));
    this.world.row('crawler-1', 'pages', pageRow(URL, { state: 'unknown' }));
  }

  claim(at_ms: number, visit_for = 'docs.c'): void {
    this.#visits += 1;
    this.world.at_ms = at_ms;
    this.world.change('crawler-1', 'pages', KEY, { visit_owner: `v${this.#visits}`, visit_for });
  }

  end(fields: Fields): string | undefined {
    const ended = { visit_owner: '', fetched_at_ms: this.world.wall_ms + this.#visits / 1000 };
    return this.world.change('crawler-1', 'pages', KEY, { ...ended, ...fields });
  }

  /** A visit for which the site answers. @param said what it said, that changes. */
  answered(at_ms: number, said = 'as ever'): string | undefined {
    this.claim(at_ms);
    this.world.asked('crawler-1', URL, 200);
    const outcome = { kind: 'indexed', reason: 'answered 200' };
    return this.end({ state: 'present', content_hash: said, outcome, asked_at_ms: this.world.wall_ms });
  }

  rests(at_ms: number, outcome: Fields = RESTS, visit_for?: string): string | undefined {
    this.claim(at_ms, visit_for);
    return this.end({ outcome });
  }
}

/** One that its site answered for every ten seconds, three times, the last time at 20 s. */
function known(...page: ConstructorParameters<typeof VisitedPage>): VisitedPage {
  const visited = new VisitedPage(...page);
  for (const at_ms of [0, 10_000, 20_000]) expect(visited.answered(at_ms)).toBeUndefined();
  return visited;
}

describe('I15, pages that rest', () => {
  it('may do so for twice the time between their visits', () => {
    const page = known();
    expect(page.rests(39_000)).toBeUndefined();
    expect(page.rests(39_900)).toBeUndefined();
    expect(page.rests(40_500)).toMatch('it was asked for 20500 ms ago, and may rest for 20');
    expect(page.world.comparisons).toBe(3);
  });

  it('may do so for as long as they take to change with a chance of one in ten', () => {
    const page = new VisitedPage();
    for (const [n, said] of ['one', 'two', 'two', 'two'].entries()) page.answered(n * 10_000, said);
    expect(page.rests(31_000)).toBeUndefined();
    // ln(1 / 0.9) times the mean time, for a rate of changes of -ln((1.7 + 0.5) / (2.19 + 0.5)).
    expect(page.rests(35_000)).toBeUndefined();
    expect(page.rests(36_000)).toMatch('may rest for 52');
  });

  it('may do so for as many days as are set', () => {
    const days = (revisit_days: number): VisitedPage => {
      const page = new VisitedPage({ revisit: 'adaptive', revisit_days });
      for (const hours of [0, 20, 40]) page.answered(hours * HOUR_MS);
      return page;
    };
    expect(days(2).rests(64.1 * HOUR_MS)).toBeUndefined();
    expect(days(1).rests(63.9 * HOUR_MS)).toBeUndefined();
    expect(days(1).rests(64.1 * HOUR_MS)).toMatch('may rest for 86400000 ms');
  });

  it('are known, and there', () => {
    const page = new VisitedPage();
    page.answered(0);
    page.answered(10_000);
    expect(page.rests(12_000)).toMatch('has answered for it less than three times');
    const gone = known();
    gone.world.change('crawler-1', 'pages', KEY, { state: 'absent' });
    expect(gone.rests(21_000)).toMatch('it was absent (indexed)');
  });

  it('are those of an index that has them rest, and no start pages', () => {
    expect(known({ revisit: 'always' }).rests(21_000)).toMatch('has every page asked for');
    expect(known({}, '/a').rests(21_000)).toMatch('its crawl starts there');
    expect(known().rests(21_000, RESTS, '')).toMatch('a client asked for it');
  });

  it('are held against the settings that a visit may have gone by', () => {
    const page = known();
    const always = madeRow({ pk: 'settings', sk: 'docs', revision: 2, settings: {} });
    page.world.row('client-1', 'indexes', always);
    expect(page.rests(30_000)).toBeUndefined();
    expect(page.rests(100_000)).toMatch('has every page asked for');
  });

  it('are left alone where a clock was wrong, or a sitemap says that they have not changed', () => {
    const page = known();
    page.world.fault('clock_jump', 'crawler-1 by 2 days');
    expect(page.rests(90_000)).toBeUndefined();
    expect(page.world.comparisons).toBe(0);
    const reason = 'the sitemap says that it has not changed';
    expect(known({}).rests(90_000, { kind: 'unchanged', reason })).toBeUndefined();
  });

  it('are those of which nobody says that their site has answered', () => {
    const page = known();
    page.claim(30_000);
    const renewed = { outcome: RESTS, asked_at_ms: page.world.wall_ms };
    expect(page.end(renewed)).toMatch('it says that the site has answered, which was not asked');
  });
});
