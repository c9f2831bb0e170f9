import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packDetails } from './details.ts';
import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';
import { DocumentMissing } from './pack-errors.ts';
import { type PackSearch, searchPack } from './search.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';
import { warmPack } from './warm.ts';
import { wordsOf } from './words/plain-text.ts';

const documents = [
  page({
    path: '/apples',
    title: 'Apples',
    body: 'An apple a day. Pears are not apples.',
    modified_at_ms: 1000,
  }),
  page({ path: '/pears', title: 'Pears', body: 'A pear tree & <an> apple.' }),
  page({
    path: '/fruit',
    title: 'Fruit',
    headings: 'Installation',
    body: 'How to install a fruit tree in your garden',
  }),
  page({ path: '/z1', title: 'Same', body: 'twin' }),
  page({ path: '/z2', title: 'Same', body: 'twin' }),
  page({ path: '/wiki/Z%C3%BCrich', title: 'City', body: 'A café on the lake', site: 'www.site.gov' }),
  page({ path: '/other', title: 'City', body: 'elsewhere', site: 'notsite.gov' }),
];

describe('searching a pack', () => {
  const folder = temporaryFolder();
  let pack: PackIndex;
  beforeAll(() => {
    packOf(documents, folder.file('pack'));
    pack = new PackIndex(openPack(folder.file('pack')));
  });
  afterAll(() => {
    pack.close();
    folder[Symbol.dispose]();
  });

  function search(query: string, options: Partial<PackSearch> = {}): ReturnType<typeof searchPack> {
    return searchPack(pack, { query, limit: 10, details_from: 10, ...options });
  }
  function paths(query: string): string[] {
    return search(query, { details_from: 0 }).hits.map(({ id }) => new URL(id).pathname);
  }
  /** Those that have all that is asked for. */
  function whole(query: string): string[] {
    return search(query).hits.flatMap(({ id, whole: has }) => (has ? [new URL(id).pathname] : []));
  }

  it('puts a match in the title before one in the text', () => {
    expect(paths('apples')).toEqual(['/apples', '/pears']);
    expect(paths('pear')).toEqual(['/pears', '/apples']);
  });

  it('orders equals by id, higher scores first', () => {
    const { hits, all } = search('twin');
    expect(hits.map(({ id }) => id)).toEqual(['https://site.gov/z1', 'https://site.gov/z2']);
    expect(hits[0]?.score).toBe(hits[1]?.score);
    expect(hits[0]?.score).toBeGreaterThan(0);
    expect(all).toBe(2);
  });

  it('finds stems, folded letters, phrases, prefixes and words of the path', () => {
    expect(paths('installing')).toEqual(['/fruit']);
    expect(paths('CAFE')).toEqual(['/wiki/Z%C3%BCrich']);
    expect(paths('"pear tree"')).toEqual(['/pears']);
    expect(paths('"tree pear"')).toEqual([]);
    expect(paths('gard*')).toEqual(['/fruit']);
    expect(paths('path:zürich')).toEqual(['/wiki/Z%C3%BCrich']);
    expect(paths('title:apples')).toEqual(['/apples']);
  });

  it('gives those that have all words before those that have any, and never the excluded', () => {
    expect(whole('apple garden')).toEqual([]);
    expect(paths('apple garden').toSorted()).toEqual(['/apples', '/fruit', '/pears']);
    expect(whole('tree apple')).toEqual(['/pears']);
    expect(paths('tree apple')[0]).toBe('/pears');
    expect(search('tree apple')).toMatchObject({ all: 1, any: 3 });
    expect(whole('apple OR garden').toSorted()).toEqual(['/apples', '/fruit', '/pears']);
    expect(paths('apple -day')).toEqual(['/pears']);
    expect(paths('-twin -city')).toEqual(['/apples', '/fruit', '/pears']);
  });

  it('gives those that have all words first, whatever weights are set', () => {
    expect(whole('apples tree')).toEqual(['/pears']);
    const { hits } = search('apples tree', { tuning: { ranking: { title: 10 } } });
    expect(hits.map(({ missing }) => missing)).toEqual([[], ['tree'], ['apples']]);
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? Infinity);
  });

  it('tells what scores are made of, and what a document has not, where that is asked for', () => {
    const { hits } = search('apple tree nowhere', { explain: true });
    expect(hits.map(({ id, missing }) => [new URL(id).pathname, missing])).toContainEqual([
      '/pears',
      ['nowhere'],
    ]);
    for (const { score, parts } of hits) {
      const { words = [], ...others } = parts ?? {};
      expect(words.map(({ text }) => text)).toEqual(['apple', 'tree', 'nowhere']);
      const sum = [...words.map((word) => word.score), ...Object.values(others)].reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(score, 9);
    }
    expect(search('apple').hits[0]).not.toHaveProperty('parts');
  });

  it('gives first what is pinned, whatever words it has, and never what is hidden', () => {
    const id = (path: string) => `https://site.gov${path}`;
    const of = (tuning: PackSearch['tuning'] & object, more: Partial<PackSearch> = {}) =>
      search('apples', { details_from: 0, tuning, ...more });
    const found = (...given: Parameters<typeof of>) =>
      of(...given).hits.map((hit) => new URL(hit.id).pathname);
    const pinned = [id('/z1'), id('/pears'), id('/nowhere')];
    expect(found({ pinned })).toEqual(['/z1', '/pears', '/apples']);
    expect(of({ pinned })).toMatchObject({ all: 3, hits: [{ pinned: 0, whole: true }, { pinned: 1 }, {}] });
    expect(found({ pinned, hidden: [id('/z1'), id('/apples')] })).toEqual(['/pears']);
    expect(of({ hidden: [id('/apples')] })).toMatchObject({ all: 1, any: 1 });
    const sort = { by: 'date', descending: true };
    expect(found({ pinned }, { sort })).toEqual(['/apples', '/pears']);
    expect(found({ pinned }, { limit: 1 })).toEqual(['/z1']);
  });

  it('takes a host with all below it', () => {
    expect(paths('city')).toHaveLength(2);
    expect(paths('city site:site.gov')).toEqual(['/wiki/Z%C3%BCrich']);
    expect(paths('city -site:site.gov')).toEqual(['/other']);
    expect(search('site:site.gov').all).toBe(6);
    expect(search('site:site.gov', { limit: 2, details_from: 0 }).hits.map(({ score }) => score)).toEqual([
      0, 0,
    ]);
  });

  it('gives all documents for a star, in the order of their ids or that is asked for', () => {
    const all = documents.map(({ id }) => id).toSorted();
    const ids = (options: Partial<PackSearch> = {}): string[] =>
      search('*', options).hits.map(({ id }) => id);
    expect(ids()).toEqual(all);
    expect(search('*', { limit: 2, details_from: 0 })).toMatchObject({ all: 7, any: 7 });
    expect(ids({ sort: { by: 'date', descending: true } })[0]).toBe('https://site.gov/apples');
    const filter = { kind: 'facet', name: 'site', value: 'notsite.gov', not: false } as const;
    expect(ids({ filters: [filter] })).toEqual(['https://notsite.gov/other']);
    expect(ids({ tuning: { hidden: [all[0] ?? ''] } })).toEqual(all.slice(1));
    expect(search('*', { facets: ['site'] }).facets[0]?.values).toHaveLength(3);
  });

  it('has no hits for nothing, and counts without hits when none are wanted', () => {
    expect(search('')).toEqual({ all: 0, any: 0, hits: [], facets: [] });
    const facets = [{ name: 'site', values: [], too_many: 'none' }];
    expect(search('""', { facets: ['site'] })).toEqual({ all: 0, any: 0, hits: [], facets });
    expect(search('apple', { limit: 0, details_from: 0 })).toMatchObject({ all: 2, any: 2, hits: [] });
  });

  it('gives details from the position asked for', () => {
    const { hits } = search('apples', { details_from: 1 });
    expect(hits[0]).not.toHaveProperty('details');
    expect(hits[1]?.details).toEqual({
      url: 'https://site.gov/pears',
      title: 'Pears',
      snippet: { text: 'A pear tree & <an> apple.', matches: [{ from: 19, to: 24 }] },
      section: null,
      published_at_ms: null,
      modified_at_ms: null,
      types: [],
      fields: {},
    });
  });

  it('gives details in the order of the ids, and refuses an id that it does not have', () => {
    const ids = ['https://site.gov/z2', 'https://site.gov/apples'];
    const details = packDetails(pack, { query: 'apple', ids });
    expect(details.map(({ title, modified_at_ms }) => [title, modified_at_ms])).toEqual([
      ['Same', null],
      ['Apples', 1000],
    ]);
    expect(() => packDetails(pack, { query: 'x', ids: ['gone'] })).toThrow(DocumentMissing);
  });

  it('answers whatever is typed', () => {
    const operators = fc.constantFrom(
      'AND',
      'OR',
      'NOT',
      'NEAR',
      '(',
      ')',
      '"',
      '*',
      '^',
      ':',
      '{',
      '}',
      '+',
      '-',
      ',',
      '\0',
      "'",
      ';',
      '--',
      'title:',
      'site:',
      'rowid',
      'apple',
      'a*',
      '%',
      // It only makes words longer.
      'ـ',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(operators, { maxLength: 40 }).map((parts) => parts.join(' ')),
      fc.array(operators, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, (query) => {
        const { all, any, hits } = search(query, { details_from: 0 });
        expect(hits.length).toBe(Math.min(any ?? all, 10));
        // A query without a word asks for nothing.
        expect(wordsOf(query).length > 0 || query.trim() === '*' || hits.length === 0).toBe(true);
      }),
      { numRuns: 500 },
    );
    for (const query of [
      'a '.repeat(5000),
      '"'.repeat(10_000),
      'x'.repeat(10_000),
      '(-'.repeat(5000),
      '\ud800',
    ])
      search(query);
  });

  it('can be warmed', () => {
    expect(() => warmPack(pack)).not.toThrow();
  });
});

describe('what a hit shows', () => {
  const shown = [
    page({
      path: '/visit',
      title: 'Visit us',
      body: 'Visit us\nCome by boat.\nOpening hours\nWe are open from nine.',
      published_at_ms: 2000,
      types: ['Place'],
      fields: { price: ['1 €'] },
      sections: [
        { level: 1, text: 'Visit us', start: 0 },
        { level: 2, text: 'Opening hours', anchor: 'hours', start: 22 },
      ],
    }),
    page({
      path: '/many',
      title: 'Many',
      fields: { first: Array.from({ length: 50 }, () => 'x'.repeat(100)), second: ['y'] },
    }),
  ];
  const folder = temporaryFolder();
  let pack: PackIndex;
  beforeAll(() => {
    packOf(shown, folder.file('pack'));
    pack = new PackIndex(openPack(folder.file('pack')));
  });
  afterAll(() => {
    pack.close();
    folder[Symbol.dispose]();
  });

  function hits(query: string): ReturnType<typeof searchPack>['hits'] {
    return searchPack(pack, { query, limit: 10, details_from: 0 }).hits;
  }

  it('names the section that a snippet is from, and leads there', () => {
    const [hit] = hits('opening');
    expect(hit?.details).toMatchObject({
      snippet: { text: expect.stringContaining('open') },
      section: { title: 'Opening hours', url: 'https://site.gov/visit#hours' },
      published_at_ms: 2000,
      types: ['Place'],
      fields: { price: ['1 €'] },
    });
    const [by_title] = hits('title:visit');
    expect(by_title?.details?.section).toBeNull();
  });

  it.each([
    ['nothing', 0, /^$/u, null],
    ['a few characters', 20, /Opening/u, null],
    ['as much as that and its section', 200, /Opening/u, 'Opening hours'],
  ])('shows %s of a page that allows so much, and neither description nor fields', (_, most, text, title) => {
    using limited = temporaryFolder();
    const one = page({ ...(shown[0] ?? { path: '/' }), max_snippet: most, description: 'To open is to see' });
    packOf([one], limited.file('pack'));
    const packed = new PackIndex(openPack(limited.file('pack')));
    const ask = { query: 'opening hours', limit: 1, details_from: 0 } as const;
    const [hit] = searchPack(packed, ask).hits;
    packed.close();
    expect(hit?.details).toMatchObject({ title: 'Visit us', fields: {} });
    expect(hit?.details?.snippet.text).toMatch(text);
    expect(hit?.details?.section?.title ?? null).toBe(title);
  });

  it('shows no more of the fields than fits a list of results', () => {
    const [hit] = hits('many');
    expect(Object.keys(hit?.details?.fields ?? {})).toEqual(['first', 'second']);
    expect(hit?.details?.fields['first']).toHaveLength(40);
    expect(hit?.details?.fields['second']).toEqual([]);
  });
});

it('phrases are found within lines and texts, not over the ends of lines or among names', () => {
  using folder = temporaryFolder();
  const lines = page({
    path: '/lines',
    headings: 'Opening\nHours of the pool\nTide tables',
    anchors: 'lost\nproperty office',
    body: 'The maxConnections of now. Later the HttpServer.',
  });
  packOf([lines], folder.file('pack'));
  const pack = new PackIndex(openPack(folder.file('pack')));
  const isWhole = (query: string): boolean =>
    searchPack(pack, { query, limit: 1, details_from: 1 }).hits.some(({ whole }) => whole);
  try {
    const found = [
      '"hours of the pool"',
      '"tide tab"*',
      '"property office"',
      'opening hours',
      'max connections',
    ];
    expect(found.filter((query) => !isWhole(query))).toEqual([]);
    const absent = ['"opening hours"', '"pool tide"', '"lost property"', '"connections http"'];
    expect(absent.filter(isWhole)).toEqual([]);
  } finally {
    pack.close();
  }
});
