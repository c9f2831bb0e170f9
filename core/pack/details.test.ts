import { expect, it } from 'vitest';
import { COUNTED } from '../query/statistics.ts';
import { packDetails } from './details.ts';
import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';
import { statisticsOf } from './search.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

it('a snippet is of what is rare in all shards, whatever is in its own', () => {
  using folder = temporaryFolder();
  const filler = 'Lorem ipsum dolor sit amet. '.repeat(40);
  const asked = page({ path: '/asked', body: `Tides here. ${filler} The moon there.` });
  const others = ['/1', '/2', '/3'].map((path) => page({ path, body: 'moon' }));
  packOf([asked, ...others], folder.file('pack'));
  const pack = new PackIndex(openPack(folder.file('pack')));
  const query = 'tides moon';
  const own = statisticsOf(pack, { query });
  const words = { ...own.words, [COUNTED.forms('tides')]: 90, [COUNTED.forms('moon')]: 4 };
  const shown = (statistics?: typeof own): string | undefined => {
    const request = { query, ids: [asked.id], ...(statistics === undefined ? {} : { statistics }) };
    return packDetails(pack, request)[0]?.snippet.text;
  };
  try {
    expect(shown()).toContain('Tides here.');
    expect(shown({ ...own, documents: 100, words })).toContain('The moon there.');
  } finally {
    pack.close();
  }
});
