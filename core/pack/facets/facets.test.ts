import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filterOf } from '../../query/filter.ts';
import { sortOf } from '../../query/sort.ts';
import { PackIndex } from '../impact/pack-index.ts';
import { openPack } from '../open.ts';
import { type PackSearch, searchPack } from '../search.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';

const DAY_MS = 86_400_000;
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

const documents = [
  page({ path: '/docs/a', body: 'apple', published_at_ms: day('2024-03-01'), fields: { price: ['9'] } }),
  page({ path: '/docs/b', body: 'apple pear', modified_at_ms: day('2024-03-12'), fields: { price: ['10'] } }),
  page({
    path: '/docs/c.pdf',
    body: 'pear',
    content_type: 'application/pdf',
    language: 'de-AT',
    published_at_ms: day('2023-12-31'),
    modified_at_ms: day('2025-01-01'),
    fields: { price: ['2', '30'], colour: ['red'] },
  }),
  page({ path: '/docsearch', body: 'apple', types: ['NewsArticle'], fields: { price: ['on request'] } }),
  page({ path: '/docs/d', body: 'apple', site: 'www.site.gov', language: 'en-GB' }),
  page({ path: '/f', site: '127.0.0.1:9101', language: 'fr' }),
  page({ path: '/docs/e', body: 'plum', site: 'other.gov', content_type: 'application/msword' }),
];

describe('what is asked of documents beside their words', () => {
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

  const ask = (query: string, more: Partial<PackSearch> = {}) =>
    searchPack(pack, { query, limit: 10, details_from: 10, ...more });
  const paths = (query: string, more: Partial<PackSearch> = {}): string[] =>
    ask(query, more).hits.map(({ id }) => id.replace(/^https:\/\/(?:site\.gov)?/, ''));
  const filters = (...given: readonly string[]) =>
    given.flatMap((text) => {
      const [, name = '', value = ''] = /^-?([^:]*):(.*)/u.exec(text) ?? [];
      return filterOf(name, value, text.startsWith('-')) ?? [];
    });

  it.each([
    [['type:pdf'], ['/docs/c.pdf']],
    [['type:newsarticle'], ['/docsearch']],
    [['schema:newsarticle'], ['/docsearch']],
    [['lang:de'], ['/docs/c.pdf']],
    [['lang:en-GB', '-site:site.gov'], ['other.gov/docs/e']],
    [
      ['site:site.gov', 'lang:en', 'after:2024'],
      ['/docs/a', '/docs/b'],
    ],
    [['site:127.0.0.1'], ['127.0.0.1:9101/f']],
    [['site:127.0.0.1:9101'], ['127.0.0.1:9101/f']],
    [['site:127.0.0.1:91'], []],
    [['site:www.site.gov'], ['www.site.gov/docs/d']],
    [['path:/docs/'], ['other.gov/docs/e', '/docs/a', '/docs/b', '/docs/c.pdf', 'www.site.gov/docs/d']],
    [
      ['path:/docs/', '-path:/docs/c', 'site:site.gov', '-site:www.site.gov'],
      ['/docs/a', '/docs/b'],
    ],
    [['before:2024'], ['/docs/c.pdf']],
    [['after:2024-03-12'], ['/docs/b']],
    [['-after:2024-03-12', 'type:html', 'fields.price:9'], ['/docs/a']],
    [
      ['fields.price:9', 'fields.price:30'],
      ['/docs/a', '/docs/c.pdf'],
    ],
    [['fields.price:9', 'fields.colour:red'], []],
    [['fields.colour:RED'], ['/docs/c.pdf']],
    [['fields.price:ON request'], ['/docsearch']],
    [['fields.size:1'], []],
    [['fields.price:9..10'], ['/docs/a', '/docs/b']],
    [['fields.price:>9'], ['/docs/b', '/docs/c.pdf']],
    [['fields.price:<=9'], ['/docs/a', '/docs/c.pdf']],
    [
      ['fields.price:>=9', 'fields.price:<10'],
      ['/docs/a', '/docs/c.pdf'],
    ],
    [
      ['fields.price:9', 'fields.price:20..40'],
      ['/docs/a', '/docs/c.pdf'],
    ],
    [['-fields.price:..20', 'fields.price:on request'], ['/docsearch']],
    [['fields.price:on..request'], []],
  ])('%j leaves %j', (given, left) => {
    expect(paths('', { filters: filters(...given) })).toEqual(left);
  });

  it('filters in the query and beside it count alike', () => {
    expect(paths('apple site:www.site.gov')).toEqual(['www.site.gov/docs/d']);
    expect(paths('type:pdf')).toEqual(['/docs/c.pdf']);
    expect(paths('pear -type:pdf', { filters: filters('after:2024') })).toEqual(['/docs/b']);
    expect(paths('apple fields.price:>=10')).toEqual(['/docs/b']);
    expect(paths('apple -fields.price:>=10 site:site.gov -site:www.site.gov').toSorted()).toEqual([
      '/docs/a',
      '/docsearch',
    ]);
    expect(ask('apple -type:html')).toMatchObject({ all: 0, any: 0, hits: [] });
  });

  const counts = (query: string, name: string, more: Partial<PackSearch> = {}) =>
    ask(query, { facets: [name], ...more }).facets[0]?.values.map(({ value, all, any }) => [value, all, any]);

  it('values are counted among the documents that are found', () => {
    expect(counts('apple', 'site')).toEqual([
      ['site.gov', 3, 3],
      ['www.site.gov', 1, 1],
    ]);
    expect(counts('apple pear', 'type')).toEqual([
      ['html', 1, 4],
      ['pdf', 0, 1],
    ]);
    expect(counts('pear', 'fields.price')).toEqual([
      ['10', 1, 1],
      ['2', 1, 1],
      ['30', 1, 1],
    ]);
    expect(counts('plum', 'type')).toEqual([]);
  });

  it('a facet of which a value is chosen counts what others would give', () => {
    const chosen = { filters: filters('type:pdf') };
    expect(counts('pear', 'type', chosen)).toEqual([
      ['html', 1, 1],
      ['pdf', 1, 1],
    ]);
    expect(counts('pear', 'lang', chosen)).toEqual([['de', 1, 1]]);
    expect(counts('pear', 'type', { filters: filters('-type:pdf') })).toEqual([['html', 1, 1]]);
    expect(counts('pear', 'fields.price', { filters: filters('fields.price:9..10') })).toHaveLength(3);
  });

  it('a facet of which too many values are found is not told, nor are those behind it, and it filters all the same', () => {
    using other = temporaryFolder();
    const many = Array.from({ length: 51 }, (_, n) =>
      page({ path: `/${n}`, body: 'x', fields: { id: Array.from({ length: 200 }, (__, m) => `${n}-${m}`) } }),
    );
    packOf(many, other.file('pack'));
    using opened = new DisposableStack();
    const large = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    const of = (more: Partial<PackSearch>) =>
      searchPack(large, { query: 'x', limit: 5, details_from: 5, ...more });
    const too_many = { values: [], too_many: 'all' };
    expect(of({ facets: ['site', 'fields.id', 'lang'] }).facets).toMatchObject([
      { values: [{ value: 'site.gov' }], too_many: 'none' },
      too_many,
      too_many,
    ]);
    const few = of({ facets: ['fields.id'], filters: filters('path:/5') }).facets;
    expect(few).toMatchObject([{ too_many: 'none' }]);
    expect(few[0]?.values).toHaveLength(400);
    expect(of({ filters: filters('fields.id:50-199') }).all).toBe(1);
  });

  const sortedBy = (text: string) => {
    const sort = sortOf(text);
    return sort === undefined ? {} : { sort };
  };
  const sorted = (query: string, sort: string, more: Partial<PackSearch> = {}) =>
    paths(query, { ...sortedBy(sort), ...more });

  it('sorts by date, those without one last', () => {
    expect(sorted('apple', 'date')).toEqual(['/docs/b', '/docs/a', '/docsearch', 'www.site.gov/docs/d']);
    expect(sorted('apple', 'date:asc')).toEqual(['/docs/a', '/docs/b', '/docsearch', 'www.site.gov/docs/d']);
    expect(sorted('apple', 'date', { limit: 1 })).toEqual(['/docs/b']);
  });

  it('sorts by a field, numbers by what they mean, texts behind them', () => {
    const given = { filters: filters('site:site.gov', '-site:www.site.gov') };
    expect(sorted('', 'fields.price', given)).toEqual(['/docs/c.pdf', '/docs/a', '/docs/b', '/docsearch']);
    expect(sorted('', 'fields.price:desc', given)).toEqual([
      '/docsearch',
      '/docs/c.pdf',
      '/docs/b',
      '/docs/a',
    ]);
    expect(sorted('', 'fields.colour', { ...given, limit: 2 })).toEqual(['/docs/c.pdf', '/docs/a']);
  });

  it('sorts and puts together by any number of values', () => {
    using other = temporaryFolder();
    const ids = (n: number) => Array.from({ length: 4000 }, (_, m) => `a${n * 4000 + m}`);
    const many = Array.from({ length: 26 }, (_, n) => page({ path: `/${n}`, fields: { id: ids(n) } }));
    const last = ['z2', 'z1', 'z2'].map((id, n) => page({ path: `/z${n}`, body: 'x', fields: { id: [id] } }));
    packOf([...many, ...last], other.file('pack'));
    using opened = new DisposableStack();
    const large = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    const asked = { query: 'x', limit: 5, details_from: 5, ...sortedBy('fields.id') };
    expect(searchPack(large, asked).hits.map(({ key }) => key)).toEqual(['z1', 'z2', 'z2']);
    const grouped = searchPack(large, { ...asked, collapse: 'fields.id' }).hits;
    expect(grouped.map(({ group }) => group)).toEqual(['z1', 'z2']);
  });

  it('sorted are those that have all words, if any has', () => {
    expect(sorted('apple pear', 'date')).toEqual(['/docs/b']);
    expect(sorted('apple nowhere', 'date', { limit: 1 })).toEqual(['/docs/b']);
  });

  it('of documents that have something in common the best is given', () => {
    expect(paths('apple', { collapse: 'site', details_from: 0 })).toHaveLength(2);
    expect(sorted('', 'date', { collapse: 'type', filters: filters('site:site.gov') })).toEqual([
      '/docs/b',
      '/docs/c.pdf',
    ]);
    expect(paths('apple', { collapse: 'fields.colour', details_from: 0 })).toHaveLength(4);
    expect(ask('apple', { collapse: 'site' }).all).toBe(4);
  });

  it('pages that say the same are given once', () => {
    using other = temporaryFolder();
    const fingerprint = 'f00000000000000f';
    const same = ['/a', '/b'].map((path) => page({ path, body: 'word', fingerprint }));
    packOf(
      [...same, page({ path: '/c', body: 'word' }), page({ path: '/d', body: 'word' })],
      other.file('pack'),
    );
    using opened = new DisposableStack();
    const small = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    const { hits } = searchPack(small, { query: 'word', limit: 9, details_from: 0, collapse: 'text' });
    expect(hits.map(({ id, group }) => [new URL(id).pathname, group])).toEqual([
      ['/a', fingerprint],
      ['/c', undefined],
      ['/d', undefined],
    ]);
  });

  it('of pages that say the same the one is given that a second look finds to be the better one', () => {
    using other = temporaryFolder();
    const fingerprint = 'f00000000000000f';
    const body = 'one word of eight that are on both';
    // By its words alone the longer one is worth less.
    const same = [
      page({ path: '/a', body, fingerprint }),
      page({ path: '/z', body: `${body} pages`, fingerprint, links_in: 99 }),
    ];
    packOf([...same, page({ path: '/c' })], other.file('pack'));
    using opened = new DisposableStack();
    const small = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    const found = (collapse: Pick<PackSearch, 'collapse'> = {}) =>
      searchPack(small, { query: 'word', limit: 9, details_from: 0, ...collapse }).hits;
    const alone = found();
    expect(alone.map(({ id }) => new URL(id).pathname)).toEqual(['/z', '/a']);
    expect(alone[0]?.base).toBeLessThan(alone[1]?.base ?? 0);
    expect(found({ collapse: 'text' }).map(({ id }) => new URL(id).pathname)).toEqual(['/z']);
  });

  it('a date is when a document was published, or else when it was modified', () => {
    const dates = ask('', { filters: filters('after:2023'), sort: { by: 'date', descending: true } });
    expect(dates.hits.map(({ key }) => key)).toEqual([
      day('2024-03-12'),
      day('2024-03-01'),
      day('2024-01-01') - DAY_MS,
    ]);
  });
});
