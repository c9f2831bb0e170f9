import {
  assert,
  constantFrom,
  double,
  integer,
  nat,
  option,
  property,
  record,
  array,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GATE_DEFAULTS, type GateThresholds, gateThresholdsSchema } from './gate-thresholds.ts';
import { LOST_BY, type Losses, countLosses } from './lost-by.ts';
import type { GoldenQuery } from './golden-queries.ts';
import { holdReasonSchema } from './hold-reason.ts';
import { type GateFacts, judgeVersion } from './publish-gate.ts';

/** A version that lost so much of a live one of `documents`, and got `added` others; pages of 1,000 bytes. */
function change(documents: number, lost: Losses, added = 0, rest: Partial<GateFacts> = {}): GateFacts {
  const left = documents - countLosses(lost) + added;
  return {
    live: { documents, bytes: documents * 1000 },
    candidate: { documents: left, bytes: left * 1000 },
    lost,
    ...rest,
  };
}

function codes(facts: GateFacts, thresholds: Partial<GateThresholds> = {}): string[] {
  const decided = judgeVersion(facts, { ...GATE_DEFAULTS, ...thresholds });
  return decided.decision === 'hold' ? decided.reasons.map(({ code }) => code) : ['published'];
}

function golden(before: number | null, after: number | null, query = 'opening hours'): GoldenQuery {
  return { query, expected: 'https://site.gov/hours', top: 3, before, after };
}

const off = { lost_share: 1, failed_share: 1, shrunk_share: 1, missed_share: 1 };

describe('by the defaults', () => {
  it.each<[string, GateFacts, string[]]>([
    ['a first version is published, whatever it is', { ...change(0, {}), live: undefined }, ['published']],
    ['nothing lost is published', change(1000, {}, 3), ['published']],
    ['30 % lost are published', change(1000, { gone: 300 }), ['published']],
    ['more than that is held', change(1000, { gone: 301 }), ['lost']],
    ['half a site is held', change(1168, { unreached: 584 }), ['lost']],
    ['causes count together', change(1000, { gone: 150, unreached: 151 }), ['lost']],
    ['half a small site is published', change(10, { gone: 5 }), ['published']],
    ['most of a small site is held', change(10, { gone: 6 }), ['lost', 'shrunk']],
    ['one page of three is published', change(3, { gone: 1 }), ['published']],
    ['the only page of a site may go', change(1, { gone: 1 }), ['published']],
    ['nothing left of two pages is held', change(2, { gone: 2 }), ['emptied']],
    ['nothing left of many is held', change(50, { noindex: 50 }), ['emptied', 'lost', 'shrunk']],
    ['an empty index is no loss to an empty one', change(0, {}), ['published']],
    ['a site that moved to other URLs is published', change(1000, { redirected: 1000 }, 990), ['published']],
    [
      'a site whose pages all lead to a login is held',
      change(1000, { redirected: 1000 }, 1),
      ['lost', 'shrunk'],
    ],
    ['what was added makes no other loss good', change(1000, { gone: 400 }, 400), ['lost']],
    [
      'pages that stay and are empty are held',
      { ...change(1000, {}), candidate: { documents: 1000, bytes: 499_000 } },
      ['shrunk'],
    ],
    [
      'half the bytes are published',
      { ...change(1000, {}), candidate: { documents: 1000, bytes: 500_000 } },
      ['published'],
    ],
    [
      'one great document of few may go',
      { ...change(4, {}), candidate: { documents: 4, bytes: 10 } },
      ['published'],
    ],
    [
      'half the pages failed is published',
      change(99, {}, 0, { crawl: { known: 40, failed: 20 } }),
      ['published'],
    ],
    ['more of them failed is held', change(99, {}, 0, { crawl: { known: 40, failed: 21 } }), ['failed']],
    ['few pages failed is published', change(9, {}, 0, { crawl: { known: 5, failed: 5 } }), ['published']],
    [
      'a golden query that is answered still is published',
      change(9, {}, 0, { golden: [golden(1, 3)] }),
      ['published'],
    ],
    ['one that is not is held', change(9, {}, 0, { golden: [golden(1, 4)] }), ['golden_missed']],
    ['one that has no such hit is held', change(9, {}, 0, { golden: [golden(3, null)] }), ['golden_missed']],
    [
      'one that was not answered before is no loss',
      change(9, {}, 0, { golden: [golden(4, null)] }),
      ['published'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(codes(facts)).toEqual(expected);
  });

  it('all of a site is missed where it is little of an index', () => {
    const sites = [
      { site: 'small.gov', documents: 40, lost: { gone: 40 } },
      { site: 'large.gov', documents: 4960, lost: { gone: 3 } },
    ];
    const decided = judgeVersion(change(5000, { gone: 43 }, 0, { sites }), GATE_DEFAULTS);
    expect(decided).toEqual({
      decision: 'hold',
      reasons: [
        {
          code: 'site_lost',
          live: 40,
          found: 40,
          threshold: 12,
          text: '40 of 40 documents (100 %) of small.gov would be lost (40 gone); at most 12 may (30 %)',
        },
      ],
    });
  });
});

describe('what is told', () => {
  it.each<[GateFacts, string]>([
    [
      change(1169, { unreached: 600, gone: 2, redirected: 12 }, 10),
      '604 of 1169 documents (51.7 %) would be lost (600 unreached, 12 redirected, 2 gone, less 10 that moved); at most 350 may (30 %)',
    ],
    [
      { ...change(100, {}), candidate: { documents: 100, bytes: 1000 } },
      'its packs would be 99 % smaller, 1000 bytes instead of 100000; 50 % are tolerated',
    ],
    [
      change(9, {}, 0, { golden: [golden(1, null), golden(2, 2), golden(1, null, 'q'.repeat(200))] }),
      `2 of 3 golden queries (66.7 %) would lose their answer: "opening hours" has https://site.gov/hours no longer among its first 3, "${'q'.repeat(100)}…" has https://site.gov/hours no longer among its first 3`,
    ],
    [
      change(99, {}, 0, { crawl: { known: 40, failed: 21 } }),
      '21 of 40 pages (52.5 %) that could be read before could not be read; at most 20 may (50 %)',
    ],
  ])('the figures, and how many may', (facts, text) => {
    const decided = judgeVersion(facts, GATE_DEFAULTS);
    expect(decided.decision === 'hold' && decided.reasons[0]?.text).toBe(text);
  });
});

describe('thresholds', () => {
  it('are switched off by 1', () => {
    const all = change(1000, { gone: 1000 }, 0, {
      crawl: { known: 1000, failed: 1000 },
      golden: [golden(1, null)],
    });
    expect(codes(all)).toEqual(['emptied', 'lost', 'failed', 'shrunk', 'golden_missed']);
    expect(codes(all, off)).toEqual(['published']);
  });

  it('of 0 tolerate nothing, where nothing is spared', () => {
    const strict = { lost_share: 0, spare_documents: 0 };
    expect(codes(change(1000, { gone: 1 }), strict)).toEqual(['lost']);
    expect(codes(change(1000, {}), strict)).toEqual(['published']);
  });

  it('are exact where floating point is not', () => {
    expect(codes(change(100, { gone: 29 }), { lost_share: 0.29 })).toEqual(['published']);
    expect(codes(change(100, { gone: 30 }), { lost_share: 0.29 })).toEqual(['lost']);
    const missing = (count: number) => Array.from({ length: 50 }, (_, n) => golden(1, n < count ? null : 1));
    const answers = (count: number) => change(9, {}, 0, { golden: missing(count) });
    expect(codes(answers(29), { missed_share: 0.58 })).toEqual(['published']);
    expect(codes(answers(30), { missed_share: 0.58 })).toEqual(['golden_missed']);
  });

  it('of a cause hold what all causes together would not', () => {
    const lost_share_by = { noindex: 0.1, redirected: 0.1 };
    expect(codes(change(1000, { noindex: 101 }), { lost_share_by })).toEqual(['lost_by_cause']);
    expect(codes(change(1000, { gone: 101 }), { lost_share_by })).toEqual(['published']);
    expect(codes(change(1000, { redirected: 101 }, 5), { lost_share_by })).toEqual(['published']);
    expect(codes(change(1000, { redirected: 101 }), { lost_share_by })).toEqual(['lost_by_cause']);
  });

  it.each([
    { lost_share: 1.1 },
    { lost_share: -1 },
    { spare_documents: 0.5 },
    { lost_share_by: { tired: 0.5 } },
  ])('of %j are refused', (wrong) => {
    expect(gateThresholdsSchema.safeParse({ ...GATE_DEFAULTS, ...wrong }).success).toBe(false);
    expect(gateThresholdsSchema.parse(GATE_DEFAULTS)).toEqual(GATE_DEFAULTS);
  });
});

it('a version that loses all that one can is held for so many reasons, and no more', () => {
  const lost = Object.fromEntries(LOST_BY.map((cause) => [cause, 20]));
  const sites = Array.from({ length: 12 }, (_, n) => ({
    site: `${n}.gov`,
    documents: 15,
    lost: { gone: 15 },
  }));
  const crawl = { known: 9, failed: 9 };
  const all = change(180, lost, 0, { sites, crawl, golden: [golden(1, null)] });
  const lost_share_by = Object.fromEntries(LOST_BY.map((cause) => [cause, 0]));
  const held = codes(all, { spare_documents: 0, lost_share_by });
  expect(held).toHaveLength(24);
  expect(new Set(held).size).toBe(7);
});

it('a version that a person asked for is published, and what was overruled is told', () => {
  const decided = judgeVersion(change(1000, { gone: 1000 }, 0, { asked: true }), GATE_DEFAULTS);
  expect(decided.decision).toBe('publish');
  expect(decided.decision === 'publish' && decided.overruled.map(({ code }) => code)).toEqual([
    'emptied',
    'lost',
    'shrunk',
  ]);
});

const thresholds = record({
  spare_documents: nat(30),
  lost_share: double({ min: 0, max: 1, noNaN: true }),
  lost_share_by: record(
    { gone: double({ min: 0, max: 1, noNaN: true }), redirected: double({ min: 0, max: 1, noNaN: true }) },
    { requiredKeys: [] },
  ),
  failed_share: double({ min: 0, max: 1, noNaN: true }),
  shrunk_share: double({ min: 0, max: 1, noNaN: true }),
  missed_share: double({ min: 0, max: 1, noNaN: true }),
});
const losses = record(Object.fromEntries(LOST_BY.map((cause) => [cause, nat(40)])), { requiredKeys: [] });
const place = option(integer({ min: 1, max: 9 }), { nil: null });
/** Any change of an index, and one document more that it would lose. */
const anyChange = record({
  kept: nat(200),
  lost: losses,
  added: nat(60),
  bytes: integer({ min: 1, max: 2000 }),
  known: nat(100),
  failed: nat(100),
  golden: array(record({ query: string(), before: place, after: place, top: integer({ min: 1, max: 5 }) }), {
    maxLength: 5,
  }),
}).map(({ kept, lost, added, bytes, known, failed, golden }) => {
  const documents = kept + countLosses(lost);
  const candidate = { documents: kept + added, bytes: (kept + added) * bytes };
  const sites = [{ site: 'site.gov', documents, lost }];
  const crawl = { known, failed: Math.min(known, failed) };
  const queries = golden.map((query) => ({ ...query, expected: 'https://site.gov/' }));
  return { live: { documents, bytes: documents * 1000 }, candidate, lost, sites, crawl, golden: queries };
});

function losingOneMore(
  facts: typeof anyChange extends { generate: (...args: never[]) => { value: infer Value } } ? Value : never,
  cause: string,
): GateFacts {
  const { documents, bytes } = facts.candidate;
  const lost = { ...facts.lost, [cause]: (facts.lost[cause] ?? 0) + 1 };
  const left = { documents: documents - 1, bytes: Math.max(0, bytes - bytes / Math.max(1, documents)) };
  return {
    ...facts,
    candidate: left,
    lost,
    sites: [{ site: 'site.gov', documents: facts.live.documents, lost }],
  };
}

describe('whatever changes', () => {
  it('to lose one document more never turns a hold into a publication', () => {
    assert(
      property(anyChange, thresholds, constantFrom(...LOST_BY), (facts, limits, cause) => {
        if (countLosses(facts.lost) === facts.live.documents) return;
        const before = judgeVersion(facts, limits);
        const after = judgeVersion(losingOneMore(facts, cause), limits);
        expect(before.decision === 'hold' && after.decision === 'publish').toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('neither does one failure more, one answer less, or one byte less', () => {
    assert(
      property(anyChange, thresholds, (facts, limits) => {
        if (judgeVersion(facts, limits).decision === 'publish') return;
        const { known, failed } = facts.crawl;
        const worse: GateFacts[] = [
          { ...facts, crawl: { known, failed: Math.min(known, failed + 1) } },
          { ...facts, golden: facts.golden.map((query) => ({ ...query, after: null })) },
          { ...facts, candidate: { ...facts.candidate, bytes: Math.max(0, facts.candidate.bytes - 1) } },
        ];
        for (const one of worse) expect(judgeVersion(one, limits).decision).toBe('hold');
      }),
      { numRuns: 1000 },
    );
  });

  it('to tolerate more never turns a publication into a hold', () => {
    assert(
      property(anyChange, thresholds, thresholds, (facts, one, other) => {
        const { gone: a = 1, redirected: b = 1 } = one.lost_share_by;
        const { gone: c = 1, redirected: d = 1 } = other.lost_share_by;
        const tolerant = {
          spare_documents: Math.max(one.spare_documents, other.spare_documents),
          lost_share: Math.max(one.lost_share, other.lost_share),
          lost_share_by: { gone: Math.max(a, c), redirected: Math.max(b, d) },
          failed_share: Math.max(one.failed_share, other.failed_share),
          shrunk_share: Math.max(one.shrunk_share, other.shrunk_share),
          missed_share: Math.max(one.missed_share, other.missed_share),
        };
        if (judgeVersion(facts, one).decision === 'hold') return;
        expect(judgeVersion(facts, tolerant).decision).toBe('publish');
      }),
      { numRuns: 1000 },
    );
  });

  it('a first version is published, and one that was asked for', () => {
    assert(
      property(anyChange, thresholds, (facts, limits) => {
        expect(judgeVersion({ ...facts, live: undefined }, limits).decision).toBe('publish');
        expect(judgeVersion({ ...facts, asked: true }, limits).decision).toBe('publish');
      }),
    );
  });

  it('what loses nothing is published', () => {
    assert(
      property(nat(500), nat(50), thresholds, (documents, added, limits) => {
        expect(judgeVersion(change(documents, {}, added), limits).decision).toBe('publish');
      }),
    );
  });

  it('each reason has figures above its threshold, and a text that fits a row', () => {
    assert(
      property(anyChange, thresholds, (facts, limits) => {
        const decided = judgeVersion(facts, limits);
        for (const reason of decided.decision === 'hold' ? decided.reasons : []) {
          expect(reason.found).toBeGreaterThan(reason.threshold);
          expect(holdReasonSchema.parse(reason)).toEqual(reason);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
