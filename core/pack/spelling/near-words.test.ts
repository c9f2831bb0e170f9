import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackIndex } from '../impact/pack-index.ts';
import { openPack } from '../open.ts';
import { codeWord } from '../words/code-words.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';

const documents = [
  page({ path: '/1', body: 'Opening hours and receipts; max_connections, opening2 and C++ too' }),
  page({ path: '/2', body: 'opening in the morning, openings and Öffnung' }),
  page({ path: '/3', body: 'Поиск по сайту; 東京都の東京都; receipt received' }),
];

describe('words that are near to another', () => {
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

  it.each([
    ['opning', ['opening 2 1']],
    ['openning', ['opening 2 1', 'openings 1 2']],
    ['hourss', ['hours 1 1']],
    ['recieved', ['received 1 1']],
    ['receits', ['receipts 1 1']],
    ['offnnng', ['offnung 1 1']],
    ['поикс', ['поиск 1 1']],
    ['opening', ['openings 1 1']],
    ['morninggggg', []],
    [codeWord('max_conections'), [`${codeWord('max_connections')} 1 1`]],
    ['maxconnections', [`${codeWord('max_connections')} 1 1`]],
    ['nad', ['and 2 1']],
  ])('%s', (word, near) => {
    const found = pack.near(word).map((one) => `${one.word} ${one.documents} ${one.edits}`);
    expect(found).toEqual(near);
  });

  it.each([
    'ho',
    'hou',
    'max2connections',
    codeWord('max_connections2'),
    '東京',
    'a'.repeat(31),
    'openings2',
    '',
  ])('%j has none', (word) => {
    expect(pack.near(word)).toEqual([]);
  });
});
