import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HitDetails } from '#ports/peer.ts';
import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';
import { searchPack } from './search.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

const folder = temporaryFolder();
let pack: PackIndex;

const HEADINGS = ['Constraints', 'Primary Keys', 'Foreign Keys', 'On foreign keys of old', 'Größen'];
const TEXTS = [
  'All of them.',
  'Not a foreign key, but like one.',
  'They refer to rows.',
  'Key.',
  'Klein und groß.',
];

beforeAll(() => {
  const lines = HEADINGS.flatMap((heading, n) => [heading, TEXTS[n] ?? '']);
  const body = lines.join('\n');
  const sections = HEADINGS.map((text, n) => ({
    start: lines.slice(0, 2 * n).join('\n').length + Number(n > 0),
    level: n === 0 ? 1 : 2,
    text,
    anchor: `part-${n}`,
  }));
  const headings = HEADINGS.join('\n');
  packOf(
    [page({ path: '/ddl', title: 'Constraints', headings, sections, body, language: 'en' })],
    folder.file('pack'),
  );
  pack = new PackIndex(openPack(folder.file('pack')));
});
afterAll(() => {
  pack.close();
  folder[Symbol.dispose]();
});

function shown(query: string): HitDetails | undefined {
  return searchPack(pack, { query, limit: 1, details_from: 0 }).hits[0]?.details;
}

it('a hit leads to the section that is called as what is sought, and shows what it says', () => {
  expect(shown('foreign key')).toMatchObject({
    section: { title: 'Foreign Keys', url: 'https://site.gov/ddl#part-2' },
    snippet: { text: expect.stringContaining('They refer to rows.') },
  });
  expect(shown('on foreign keys')?.section?.title).toBe('On foreign keys of old');
  expect(shown('größen')?.section?.title).toBe('Größen');
});

it('that of which the page has the name is the page, and what no heading has all of is where it stands', () => {
  expect(shown('constraints')?.section).toBeNull();
  expect(shown('refer rows')?.section?.title).toBe('Foreign Keys');
  expect(shown('primary rows')?.section?.title).not.toBe('Constraints');
});
