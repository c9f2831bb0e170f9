import { expect, it } from 'vitest';
import { html } from './made-pages.ts';
import { TestSystem } from './harness.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

it('a page that a client asks for is tried as often as one of a crawl, and then let be, until it is asked for again', async () => {
  await using site = await MadeSite.start(new Map([['/down', { status: 500 }]]));
  await using system = await TestSystem.open({ env: { SITEPACK_FETCH_ATTEMPTS: '3' } });
  await system.start();
  const done = async (): Promise<boolean> => {
    const { ready, delayed, in_flight } = await system.platform.queue.counts(
      system.platform.names.of('index'),
    );
    return ready + delayed + in_flight === 0;
  };
  for (const round of [1, 2]) {
    await system.index(site.url('/down'), 'made');
    await until('the page to be let be', done);
    expect(site.asked('/down')).toHaveLength(3 * round);
  }
  expect(await system.deadLetters('index')).toEqual([]);

  site.set('/down', { body: html({ title: 'Up', text: 'kaleidoscope' }) });
  await system.index(site.url('/down'), 'made');
  await system.searchable('made', await system.version('made'));
  expect((await system.search('made', 'kaleidoscope')).hits).toHaveLength(1);
});
