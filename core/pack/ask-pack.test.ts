import { expect, it } from 'vitest';
import { askPack, countPack } from './ask-pack.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

it('answers each question as a search does, in their order', () => {
  using folder = temporaryFolder();
  const path = folder.file('pack');
  const documents = [
    page({ path: '/hours', title: 'Opening hours', body: 'Open from nine to five.' }),
    page({ path: '/map', title: 'How to find us', body: 'We are open.' }),
    page({ path: '/press', title: 'Press', body: 'Opening of the house.' }),
  ];
  packOf(documents, path);
  const queries = ['opening hours', 'find open', 'hours map', 'nowhere', ''];
  const counts = countPack({ path, queries: queries.map((query) => ({ query })) });
  expect(counts.map(({ documents }) => documents)).toEqual([3, 3, 3, 3, 3]);
  const questions = queries.map((query, n) => ({ query, limit: 10, statistics: counts[n] ?? NONE }));
  const found = askPack({ path, questions }).map(({ all, any, hits }) => [
    [all, any],
    hits.filter(({ whole }) => all === 0 || whole).map(({ id }) => new URL(id).pathname),
  ]);
  expect(found).toEqual([
    [[1, 3], ['/hours']],
    [[1, 3], ['/map']],
    [
      [0, 2],
      ['/hours', '/map'],
    ],
    [[0, 0], []],
    [[0, 0], []],
  ]);
});
const NONE = { documents: 0, length: 0, languages: [], words: {} };
