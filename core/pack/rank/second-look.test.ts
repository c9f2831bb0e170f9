import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affordable } from '../../query/beginnings.ts';
import { readQuery } from '../../query/tuning.ts';
import { PackIndex } from '../impact/pack-index.ts';
import { openPack } from '../open.ts';
import { packOf, page, temporaryFolder } from '../testing/documents.ts';
import { packStatistics } from './pack-statistics.ts';
import { RANKING } from './ranking-settings.ts';
import { type Bonus, SecondLook } from './second-look.ts';
import { Sought } from './sought.ts';
import { UnitsInPack } from './units-in-pack.ts';

const SETTINGS = { ...RANKING, title: 1, heading: 1, proximity: 1, links: 1, depth: 1 };
const documents = {
  '/both': { title: 'Tide tables', body: 'tide tables' },
  '/half': { title: 'Tide', body: 'tables one two three tide' },
  '/long': { title: 'The tide tables of all other harbours here', body: 'tide one tables' },
  '/turned': { title: 'x', body: 'tables tide' },
  '/apart': { title: 'x', body: 'tide one two tables' },
  '/far': { title: 'x', body: `tide ${'word '.repeat(30)} tables` },
  '/a/b/c': { title: 'x', links_in: 20 },
  '/many': { title: 'x', body: 'tide tables tide tables tide tables' },
  '/forms': { title: 'Tides', language: 'en' },
  '/other-language': { title: 'Tides', language: 'ja' },
  '/headings': { title: 'x', headings: 'Moon\nTables of the tide\nTide tables\nOf tide tables' },
  '/apart-headings': { title: 'x', headings: 'Tide\nTables' },
} as const;

describe('a second look', () => {
  const folder = temporaryFolder();
  let pack: PackIndex;
  beforeAll(() => {
    packOf(
      Object.entries(documents).map(([path, fields]) => page({ path, ...fields })),
      folder.file('pack'),
    );
    pack = new PackIndex(openPack(folder.file('pack')));
  });
  afterAll(() => {
    pack.close();
    folder[Symbol.dispose]();
  });

  /** What is added for a document, where the clauses are worth 1, 2 and so on. */
  const bonus = (path: keyof typeof documents, query = 'tide tables'): Bonus => {
    const read = readQuery({ query });
    const { clauses } = affordable(read, packStatistics(pack, read));
    const worths = clauses.map((_, n) => n + 1);
    const sought = new Sought(new UnitsInPack(pack, SETTINGS), clauses, worths);
    return new SecondLook(pack, sought, SETTINGS).of(pack.documentOf(`https://site.gov${path}`));
  };

  it('adds what the words in the title are worth, the more, the more of it they are', () => {
    expect(bonus('/both').title).toBe(3);
    expect(bonus('/half').title).toBe(1);
    expect(bonus('/long').title).toBe(3 * (0.5 + 0.5 / 4));
    expect(bonus('/far').title).toBe(0);
    expect(bonus('/both', '"tide tables"').title).toBe(1);
    expect(bonus('/both', 'tid* tables').title).toBe(3);
  });

  it('knows other forms of a word in the language of a document', () => {
    expect(bonus('/forms', 'tide').title).toBe(1);
    expect(bonus('/other-language', 'tide').title).toBe(0);
    expect(bonus('/forms', '"tide"').title).toBe(0);
  });

  it('adds what the lesser of two neighbours is worth, the less, the further they are apart', () => {
    expect(bonus('/both').proximity).toBe(1);
    expect(bonus('/many').proximity).toBe(1);
    expect(bonus('/turned').proximity).toBe(1 / 4);
    expect(bonus('/apart').proximity).toBe(1 / 9);
    expect(bonus('/far').proximity).toBe(0);
    expect(bonus('/both', 'tide').proximity).toBe(0);
  });

  it('adds what all words are worth that are in one heading, the more, the more of it they are', () => {
    expect(bonus('/headings').heading).toBe(3);
    expect(bonus('/headings', 'tide moon').heading).toBe(0);
    expect(bonus('/headings', 'of the tide').heading).toBe((6 * 3) / 4);
    expect(bonus('/headings', 'moon').heading).toBe(1);
    expect(bonus('/apart-headings').heading).toBe(0);
    expect(bonus('/both').heading).toBe(0);
  });

  it('adds for links and for being near the top', () => {
    expect(bonus('/both')).toMatchObject({ links: 0, depth: 3 / 2 });
    expect(bonus('/a/b/c').depth).toBe(3 / 4);
    expect(bonus('/a/b/c').links).toBe(3 / 2);
  });
});
