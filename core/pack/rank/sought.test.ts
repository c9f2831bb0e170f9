import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readQuery } from '../../query/tuning.ts';
import { PackIndex } from '../impact/pack-index.ts';
import { openPack } from '../open.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';
import { RANKING } from './ranking-settings.ts';
import { Sought } from './sought.ts';
import { UnitsInPack } from './units-in-pack.ts';

const TEXT = 'we re enter new york and new yorkers reentered max connections logs';

describe('what is sought in the words of a document', () => {
  const folder = temporaryFolder();
  let pack: PackIndex;
  beforeAll(() => {
    packOf(
      [
        page({ path: '/', body: `${TEXT} log re entering` }),
        page({ path: '/de', body: 'logs', language: 'de' }),
      ],
      folder.file('pack'),
    );
    pack = new PackIndex(openPack(folder.file('pack')));
  });
  afterAll(() => {
    pack.close();
    folder[Symbol.dispose]();
  });

  /** What of the text is found, by clause. */
  const found = (query: string, language = 'en'): string[] => {
    const { clauses } = readQuery({ query });
    const sought = new Sought(
      new UnitsInPack(pack, RANKING),
      clauses,
      clauses.map(() => 1),
    );
    const words = TEXT.split(' ');
    const number = pack.columns.languages.indexOf(language) + 1;
    const numbers = Uint32Array.from(words, (word) => pack.term(word)?.number ?? 0);
    return words.flatMap((_, place) => {
      const match = sought.words.at(words, place, number);
      expect(sought.at(numbers, place, number)).toEqual(match);
      if (match === undefined) return [];
      return [`${match.clause}: ${words.slice(place, place + match.length).join(' ')}`];
    });
  };

  it.each([
    ['york log', ['0: york', '1: logs']],
    ['"log"', []],
    ['"new york"', ['0: new york']],
    ['"new yo"*', ['0: new york', '0: new yorkers']],
    ['yo*', ['0: york', '0: yorkers']],
    ['re-entering', ['0: re enter']],
    ['max_connections', ['0: max connections']],
    ['new "new york" york', ['1: new york', '2: york', '0: new']],
    ['york OR logs', ['0: york', '0: logs']],
    ['nowhere', []],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  it('is another form in the languages alone in which it is one', () => {
    expect(found('log', 'en')).toEqual(['0: logs']);
    expect(found('log', 'ja')).toEqual([]);
  });
});
