import { expect, it } from 'vitest';
import { TestSystem } from './harness.ts';
import { MadeSite } from './site.ts';

const link = (path: string, text: string, rel = ''): string => `<p><a href="${path}"${rel}>${text}</a></p>`;
const pageOf = (title: string, ...links: readonly string[]) => ({
  body: `<title>${title}</title><p>The ${title} page of this site.</p>${links.join('')}`,
});

function pages() {
  return new Map([
    [
      '/',
      pageOf(
        'start',
        link('/a', 'Admission fees'),
        link('/old', 'Exhibits'),
        link('/b', 'Sponsored', ' rel=nofollow'),
        link('/c', 'more'),
        link('/d', 'more'),
        link('/e', 'more'),
        link('/f', 'more'),
      ),
    ],
    ['/a', pageOf('first', link('/b', 'Directions'))],
    ['/b', pageOf('second')],
    ...['c', 'd', 'e', 'f'].map((name): [string, { body: string }] => [`/${name}`, pageOf(name)]),
  ]);
}

it('pages are found by what others call them, as the last full packing has gathered it', async () => {
  await using site = await MadeSite.start(pages());
  site.set('/old', { status: 301, headers: { location: '/a' }, body: '' });
  await using system = await TestSystem.open({ env: { SITEPACK_SHARDS: '2' } });
  await system.start();
  const found = async (query: string) => {
    const { match, hits } = await system.search('called', query);
    return match === 'all' ? hits.map(({ id }) => new URL(id).pathname).toSorted() : [];
  };
  await system.crawled(site.url(), { index: 'called' });
  await system.searchable('called');
  // The page that has the words is found by them too.
  expect(await found('admission fees')).toEqual(['/', '/a']);
  expect(await found('exhibits')).toEqual(['/', '/a']);
  expect(await found('directions')).toEqual(['/a', '/b']);
  expect(await found('sponsored')).toEqual(['/']);
  expect(await found('more')).toEqual(['/']);

  const before = await system.version('called', 0);
  site.set('/a', pageOf('other', link('/b', 'Getting there')));
  await system.index(site.url('/a'), 'called');
  await system.searchable('called', await system.version('called', before));
  expect(await found('admission fees')).toEqual(['/', '/a']);
  expect(await found('directions')).toEqual(['/b']);
  expect(await found('getting there')).toEqual(['/a']);

  const between = await system.version('called');
  await system.crawled(site.url(), { index: 'called' });
  await system.searchable('called', await system.version('called', between));
  expect(await found('getting there')).toEqual(['/a', '/b']);
  expect(await found('directions')).toEqual([]);
});
