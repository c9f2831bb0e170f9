import { expect, it } from 'vitest';
import { askPack } from './ask-pack.ts';
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
  const ask = (query: string, limit = 10) => ({ query, limit });
  const answers = askPack({
    path,
    questions: [ask('opening hours'), ask('find open', 2), ask('hours map'), ask('nowhere'), ask('')],
  });
  const found = answers.map(({ match, hits }) => [match, hits.map(({ id }) => new URL(id).pathname)]);
  expect(found).toEqual([
    ['all', ['/hours']],
    ['all', ['/map']],
    ['any', ['/hours', '/map']],
    ['any', []],
    ['any', []],
  ]);
  expect(askPack({ path, questions: [ask('open', 2)] })[0]?.hits).toHaveLength(2);
});
