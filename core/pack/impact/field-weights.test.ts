import { describe, expect, it } from 'vitest';
import { openPack } from '../open.ts';
import { searchPack } from '../search.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';
import { FIELD_WEIGHTS, type FieldWeights, INDEXED, fieldWeights } from './field-weights.ts';
import { PackIndex } from './pack-index.ts';

const BODY = 'tide '.repeat(12);
const documents = [
  page({ path: '/a', title: 'Harbour', body: BODY }),
  page({ path: '/b', title: 'Tide times', body: 'when the sea comes and goes' }),
  page({ path: '/c', title: 'Moon', body: 'nothing else', anchors: 'tide' }),
  page({ path: '/d', title: 'Sea', body: 'max_connections' }),
];

/** What is found, the best first, with scores by words alone. */
function found(
  fields: Partial<FieldWeights>,
  query: string,
  ranking = {},
): (readonly [path: string, score: number, whole: boolean])[] {
  using folder = temporaryFolder();
  packOf(documents, folder.file('pack'), fields);
  using opened = new DisposableStack();
  const pack = opened.adopt(new PackIndex(openPack(folder.file('pack'))), (one) => one.close());
  const tuning = { ranking: { title: 0, heading: 0, proximity: 0, links: 0, depth: 0, ...ranking } };
  const { hits } = searchPack(pack, { query, limit: 9, details_from: 9, tuning, explain: true });
  return hits.map(({ id, whole, parts }) => {
    const words = parts?.words.reduce((sum, { score }) => sum + score, 0) ?? Number.NaN;
    return [new URL(id).pathname, words, whole];
  });
}
const paths = (...asked: Parameters<typeof found>): string[] => found(...asked).map(([path]) => path);

describe('weights of fields', () => {
  it('decide what comes first', () => {
    expect(paths({ title: 1 }, 'tide')[0]).toBe('/a');
    expect(paths({ title: 20 }, 'tide')[0]).toBe('/b');
    expect(paths({ title: 1, body: 0, anchors: 20 }, 'tide')[0]).toBe('/c');
  });

  it('of 0 leave what stands there to be found, behind all others, for nothing', () => {
    const by_words = found({ body: 0 }, 'tide');
    expect(by_words.map(([path]) => path)).toEqual(['/b', '/c', '/a']);
    expect(by_words.at(-1)).toEqual(['/a', 0, true]);
    expect(paths({ body: 0 }, '"comes and goes"')).toEqual(['/b']);
    expect(paths({ body: 0 }, 'com*')).toEqual(['/b']);
    expect(paths({ body: 0, names: 0 }, 'max_connections')).toEqual(['/d']);
    expect(paths({ body: 0 }, 'tide -comes')).toEqual(['/c', '/a']);
  });

  it.each([{}, { k1: 0 }, { b: 1 }, { b: 0 }])(
    'of 0 everywhere give scores all the same, with %j',
    (ranking) => {
      const none = Object.fromEntries(INDEXED.map((column) => [column, 0]));
      expect(found(none, 'tide', ranking)).toEqual([
        ['/a', 0, true],
        ['/b', 0, true],
        ['/c', 0, true],
      ]);
      expect(found(none, 'tide nowhere', ranking)).toHaveLength(3);
    },
  );

  it('are in the pack, and other ones make another pack', () => {
    using folder = temporaryFolder();
    const hash = (name: string, fields: Partial<FieldWeights>): string =>
      packOf(documents, folder.file(name), fields).sha256;
    const usual = hash('usual', {});
    expect(hash('same', FIELD_WEIGHTS)).toBe(usual);
    // Of no document there is a description.
    expect(hash('other', { description: 9 })).not.toBe(usual);
    expect(hash('again', { description: 9 })).toBe(hash('and again', fieldWeights({ description: 9 })));
    const db = openPack(folder.file('other'));
    const weights: unknown = db.prepare("SELECT value FROM meta WHERE key = 'weights'").pluck().get();
    db.close();
    expect(JSON.parse(String(weights))).toEqual({ ...FIELD_WEIGHTS, description: 9 });
  });
});
