import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackIndex } from '../impact/pack-index.ts';
import { openPack } from '../open.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';

const documents = [
  page({ path: '/1', title: 'Opening hours', headings: 'Summer\nWinter' }),
  page({ path: '/2', title: 'Open data', links_in: 12, headings: 'Opening hours\nLicence' }),
  page({
    path: '/3',
    title: 'Öffnungszeiten der Ämter im Überblick und was Sie dazu wissen',
    headings: 'Licence',
  }),
  page({ path: '/4', title: 'openING  hours!' }),
  page({ path: '/5', title: 'x'.repeat(101), headings: ' \n—' }),
  page({ path: '/6', title: '東京都の観光' }),
];

describe('what is suggested', () => {
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
  const of = (typed: string, most = 10) => pack.suggestions.of(typed, most).map(({ text }) => text);

  it.each([
    ['o', ['Opening hours', 'Open data', 'Öffnungszeiten der Ämter im Überblick und was Sie dazu wissen']],
    ['open', ['Opening hours', 'Open data']],
    ['OPENING h', ['Opening hours']],
    ['hou', ['Opening hours']],
    ['lic', ['Licence']],
    ['ofnung', []],
    ['ämter im überblick und w', ['Öffnungszeiten der Ämter im Überblick und was Sie dazu wissen']],
    ['ämter im überblick und z', []],
    ['東京', ['東京都の観光']],
    ['', []],
    ['--', []],
    ['xxxx', []],
    ["'; DROP", []],
  ])('%j: %j', (typed, suggested) => {
    expect(of(typed)).toEqual(suggested);
  });

  it('counts a title for more than a heading, each text once, and gives as many as are wanted', () => {
    expect(pack.suggestions.of('open', 1)).toEqual([{ text: 'Opening hours', weight: 7 }]);
    expect(pack.suggestions.of('wint', 1)).toEqual([{ text: 'Winter', weight: 1 }]);
  });

  it('of few letters are the best fifty', () => {
    using other = temporaryFolder();
    const many = Array.from({ length: 300 }, (_, n) =>
      page({ path: `/${n}`, title: `Aa ${n}`, links_in: n === 299 ? 100 : 0 }),
    );
    packOf(many, other.file('pack'));
    using opened = new DisposableStack();
    const { suggestions } = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    expect(suggestions.of('a', 100)).toHaveLength(50);
    expect(suggestions.of('aa', 1)).toEqual([{ text: 'Aa 299', weight: 9 }]);
    expect(suggestions.of('aa 2', 500)).toHaveLength(111);
  });
});
