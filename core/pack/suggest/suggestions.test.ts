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
  page({ path: '/7', title: 'Compatibility C', body: 'work_mem, os.listdir(path) and C++' }),
  page({ path: '/8', headings: 'work_mem (integer)', body: 'os.linesep, os.listdir and --no-verify' }),
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
  const of = (typed: string, most = 10) => pack.suggest(typed, most).map(({ text }) => text);

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
    ['work_m', ['work_mem (integer)', 'work_mem']],
    ['Work m', ['work_mem (integer)', 'work_mem']],
    ['os.l', ['os.listdir', 'os.linesep']],
    ['os.', ['os.listdir', 'os.linesep']],
    ['os l', ['os.listdir', 'os.linesep']],
    ['C+', ['c++']],
    ['C+ ', ['c++']],
    ['--no-v', ['--no-verify']],
    ['os', []],
    ['x_y', []],
  ])('%j: %j', (typed, suggested) => {
    expect(of(typed)).toEqual(suggested);
  });

  it('counts a title for more than a heading, each text once, and gives as many as are wanted', () => {
    expect(pack.suggest('open', 1)).toEqual([{ text: 'Opening hours', weight: 7 }]);
    expect(pack.suggest('wint', 1)).toEqual([{ text: 'Winter', weight: 1 }]);
  });

  it('of few letters are the best fifty', () => {
    using other = temporaryFolder();
    const many = Array.from({ length: 300 }, (_, n) =>
      page({ path: `/${n}`, title: `Aa ${n}`, links_in: n === 299 ? 100 : 0 }),
    );
    packOf(many, other.file('pack'));
    using opened = new DisposableStack();
    const large = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    expect(large.suggest('a', 100)).toHaveLength(50);
    expect(large.suggest('aa', 1)).toEqual([{ text: 'Aa 299', weight: 9 }]);
    expect(large.suggest('aa 2', 500)).toHaveLength(111);
  });

  it('is the best of however many begin so', () => {
    using other = temporaryFolder();
    const many = Array.from({ length: 700 }, (_, n) =>
      page({
        path: `/${n}`,
        title: `Press release of the harbour office ${n}`,
        links_in: n === 699 ? 100 : 0,
      }),
    );
    packOf(many, other.file('pack'));
    using opened = new DisposableStack();
    const large = opened.adopt(new PackIndex(openPack(other.file('pack'))), (one) => one.close());
    for (const typed of [
      'pre',
      'press',
      'press release',
      'press release of the harb',
      'release of',
      'harbour',
    ])
      expect(large.suggest(typed, 1).map(({ text }) => text)).toEqual([
        'Press release of the harbour office 699',
      ]);
    expect(large.suggest('press release of the harbour office 699', 2)).toHaveLength(1);
  });

  it('is none of what only documents have that are hidden', () => {
    const hidden = (...paths: string[]) => paths.map((path) => `https://site.gov${path}`);
    expect(pack.suggest('open', 9, hidden('/2'))).toEqual([{ text: 'Opening hours', weight: 6 }]);
    expect(pack.suggest('open', 9, hidden('/1', '/2', '/4'))).toEqual([]);
    expect(pack.suggest('lic', 9, hidden('/2'))).toEqual([{ text: 'Licence', weight: 1 }]);
    expect(pack.suggest('lic', 9)).toEqual([{ text: 'Licence', weight: 2 }]);
    expect(pack.suggest('os.l', 9)).toEqual([
      { text: 'os.listdir', weight: 2 },
      { text: 'os.linesep', weight: 1 },
    ]);
    expect(pack.suggest('os.l', 9, hidden('/8'))).toEqual([{ text: 'os.listdir', weight: 1 }]);
  });
});
