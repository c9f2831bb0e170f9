import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackIndex } from '../impact/pack-index.ts';
import { openPack } from '../open.ts';
import { searchPack } from '../search.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';

const texts: Readonly<Record<string, Partial<Parameters<typeof page>[0]>>> = {
  primer: { title: 'C primer', body: 'The language c' },
  cpp: { title: 'C++ primer', body: 'Of vectors in C++ and std::vec' },
  sharp: { title: 'C# primer', body: 'About vectors, beside C++' },
  letter: { body: 'The letter e is the fifth. Send mail' },
  mailed: { body: 'A letter by e-mail' },
  parted: { body: 'about std of vec, and a vec of std' },
  school: { body: 'Une école à Paris', language: 'fr' },
  license: { body: 'A driver license' },
  weather: { body: '東京 天気', language: 'ja' },
  entries: { body: 'All re-entries of the day' },
  reentered: { body: 'entry is done, with regard to re' },
  memory: { title: 'Resources', body: 'Set work_mem well, which sorts need, and work_mem_limit' },
  work: { title: 'm', body: 'work m and work Mondays' },
  search: { body: '検索エンジン', language: 'ja' },
  engine: { body: 'エンジン の 検索', language: 'ja' },
};

describe('what a document has of what is asked for', () => {
  const folder = temporaryFolder();
  let pack: PackIndex;
  beforeAll(() => {
    packOf(
      Object.entries(texts).map(([name, fields]) => page({ path: `/${name}`, ...fields })),
      folder.file('pack'),
    );
    pack = new PackIndex(openPack(folder.file('pack')));
  });
  afterAll(() => {
    pack.close();
    folder[Symbol.dispose]();
  });

  /** Documents that have all of a query, the best first. */
  const found = (query: string): string[] =>
    searchPack(pack, { query, limit: 20, details_from: 0 }).hits.flatMap(({ id, whole }) =>
      whole ? [new URL(id).pathname.slice(1)] : [],
    );

  it.each([
    ['letter -e-mail', ['letter']],
    ['vectors -C++', []],
    ['about -C#', ['parted']],
    ['about -std::vec', ['parted', 'sharp']],
    ['vectors -std::vec', ['sharp']],
    ['エンジン -検索エンジン', ['engine']],
    ['primer -"c"', []],
  ])('is taken away by %s as it stands', (query, left) => {
    expect(found(query).toSorted()).toEqual(left);
  });

  it.each([
    ["l'école", ['school']],
    ["driver's license", ['license']],
    ['東京の天気', ['weather']],
    ['検索エンジン', ['engine', 'search']],
    ['re-entry', ['entries', 'reentered']],
    ['"re-entry"', []],
    ['title:re-entry', []],
  ])('is found by %s with other words between, and in other forms', (query, expected) => {
    expect(found(query).toSorted()).toEqual(expected);
  });

  it('is what it was, and more, where there are synonyms', () => {
    const synonyms = [{ of: 'letter mail', means: ['driver licenses', 'weather'] }];
    const whole = (query: string) =>
      searchPack(pack, { query, tuning: { synonyms }, limit: 20, details_from: 0 })
        .hits.flatMap(({ id, missing }) => (missing.length === 0 ? [new URL(id).pathname.slice(1)] : []))
        .toSorted();
    expect(whole('letter mails')).toEqual(['letter', 'mailed']);
    expect(whole('letter mail')).toEqual(['letter', 'license', 'mailed', 'weather']);
  });

  it('is any word that begins so, unless too many do', () => {
    expect(found('vec*').toSorted()).toEqual(['cpp', 'parted', 'sharp']);
    const counts = { documents: 8, length: 40, languages: ['en'] };
    const whole = (query: string, words: Record<string, number>): number =>
      searchPack(pack, { query, limit: 20, details_from: 20, statistics: { ...counts, words } }).all;
    expect(whole('vec*', { 'vec*': 3, '=vec': 2 })).toBe(3);
    expect(whole('vec*', { 'vec*': 60_000, '=vec': 2 })).toBe(2);
  });

  it('is any of very many words that begin so', () => {
    using other = temporaryFolder();
    const many = Array.from({ length: 150 }, (_, n) =>
      page({
        path: `/${n}`,
        body: Array.from({ length: 200 }, (__, m) => `ab${n.toString(36)}q${m}`).join(' '),
      }),
    );
    packOf(many, other.file('pack'));
    using opened = new DisposableStack();
    const large = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    expect(searchPack(large, { query: 'ab*', limit: 5, details_from: 0 }).all).toBe(150);
  });

  it('is any name of code that begins so, or the words in it where none does', () => {
    expect(found('work_m*')).toEqual(['memory']);
    expect(found('work.mo*')).toEqual(['work']);
    expect(found('title:work_m*')).toEqual([]);
    expect(found('std::v*')).toEqual(['cpp']);
    expect(found('title:c_pr*').toSorted()).toEqual(['cpp', 'primer', 'sharp']);
    const { hits } = searchPack(pack, { query: 'work_m*', limit: 1, details_from: 0 });
    const { text = '', matches = [] } = hits[0]?.details?.snippet ?? {};
    expect(matches.map(({ from, to }) => text.slice(from, to))).toEqual(['work_mem', 'work_mem']);
  });

  it('is of a name in quotation marks the whole name', () => {
    expect(found('"C++"')).toEqual(['cpp', 'sharp']);
    expect(found('"std::vec"')).toEqual(['cpp']);
  });

  it('is in a title what it is however long the document, and first where the title says no more', () => {
    using other = temporaryFolder();
    const long = 'of all that is to be said '.repeat(200);
    packOf(
      [
        page({ path: '/as', title: 'CREATE TABLE AS', body: 'short' }),
        page({ path: '/table', title: 'CREATE TABLE', body: long }),
        page({ path: '/type', title: 'CREATE TYPE', body: 'table' }),
      ],
      other.file('pack'),
    );
    using opened = new DisposableStack();
    const titled = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    for (const query of ['title:create title:table', 'title:"create table"', 'title:creat* title:table']) {
      const { hits } = searchPack(titled, { query, limit: 2, details_from: 0 });
      expect(hits.map(({ id }) => new URL(id).pathname)).toEqual(['/table', '/as']);
    }
  });

  it('is of a name in the title the whole name, if there is one', () => {
    expect(found('title:C++')).toEqual(['cpp']);
    expect(found('title:"C++"')).toEqual(['cpp']);
    expect(found('title:C--').toSorted()).toEqual(['cpp', 'primer', 'sharp']);
  });
});
