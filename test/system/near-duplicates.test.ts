import { expect, it } from 'vitest';
import { crawledPages } from '#app/http/openapi/crawl-schemas.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';

/** A text of 400 words. */
function textOf(seed: number): string {
  return Array.from(
    { length: 400 },
    (_, n) => `word${(Math.imul(n + 1000 * seed, 2_654_435_761) >>> 8) % 5000}`,
  ).join(' ');
}

it('pages that are near to another are told by the crawl and by explain, until they are not', async () => {
  await using site = await MadeSite.start(
    new Map([
      ['/', { body: html({ title: 'Start', text: textOf(1), links: ['/a', '/print'] }) }],
      ['/a', { body: html({ title: 'A', text: textOf(2) }) }],
      ['/print', { body: html({ title: 'A, to be printed', text: textOf(2) }) }],
    ]),
  );
  await using system = await TestSystem.open();
  await system.start();
  const told = async (crawl_id: string) => {
    const { body } = await system.http(`/v1/crawls/${encodeURIComponent(crawl_id)}/pages`);
    const near = crawledPages.parse(body).pages.filter((page) => page.near !== null);
    return Object.fromEntries(near.map((page) => [new URL(page.url).pathname, page.near]));
  };
  const first = await system.crawled(site.url(), { index: 'near' });
  expect(first).toMatchObject({ near_duplicates: 2 });
  expect(await told(first.crawl_id)).toEqual({
    '/a': site.url('/print'),
    '/print': site.url('/a'),
  });
  expect(
    (await system.http(`/v1/explain?url=${encodeURIComponent(site.url('/a'))}&index=near`)).body,
  ).toMatchObject({
    indexes: [{ page: { near: site.url('/print') } }],
  });

  site.set('/print', { body: html({ title: 'Another', text: textOf(3) }) });
  const second = await system.crawled(site.url(), { index: 'near' });
  expect(second).toMatchObject({ near_duplicates: 0 });
  expect(await told(second.crawl_id)).toEqual({});
});
