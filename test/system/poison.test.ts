import { expect, it } from 'vitest';
import type { ObjectStore } from '#ports/object-store.ts';
import { BACKEND } from './backend.ts';
import { TestSystem } from './harness.ts';
import { madePages } from './made-pages.ts';
import { MeddlingStore } from './meddling-store.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

const pages = madePages(31, 40);

it(
  'puts what is no message of its queue aside with a reason, and crawls on',
  { timeout: 60_000 },
  async () => {
    await using site = await MadeSite.start(pages);
    await using system = await TestSystem.open({ env: { SITEPACK_DELAY_MS: '10' } });
    const { names, queue } = system.platform;
    await system.start();
    const poison = [
      ['not_json', 'this is not JSON {'],
      // SQS takes no empty body.
      ...(BACKEND === 'aws' ? [] : [['not_json', ''] as const]),
      ['no_type', '[1, 2, 3]'],
      ['no_type', '{"site":"site.gov"}'],
      ['unknown_type', '{"type":"launch","site":"site.gov"}'],
      ['unknown_type', '{"type":"constructor"}'],
      ['bad_field', '{"type":"index","site":"https://site.gov/"}'],
      ['bad_field', '{"type":"crawl"}'],
      ['bad_field', `{"type":"index","site":"site.gov","path":"/${'x'.repeat(5000)}"}`],
      ['wrong_queue', '{"type":"update","index":"made","version":3}'],
    ] as const;
    const crawl_id = await system.crawl(site.url(), { index: 'made' });
    await until('the crawl to begin', async () => site.asked().length > 3);
    for (const target of ['index', 'crawl', 'timer'] as const) {
      await queue.send(
        names.of(target),
        poison.map(([, body]) => ({ body })),
      );
    }
    // In the same FIFO group as the packing of the crawl: it has to get past them.
    const grouped = poison.map(([, body], n) => ({ body, group: 'made', dedup_id: `poison-${n}` }));
    await queue.send(names.of('pack'), grouped);

    const report = await system.report(crawl_id);
    expect(report).toMatchObject({ complete: true, counts: { found: pages.size, indexed: pages.size } });
    expect(await system.documents('made')).toEqual(site.documents(pages.keys()));
    for (const target of ['index', 'crawl', 'timer', 'pack'] as const) {
      const letters = await until(`the dead letters of ${target}`, async () => {
        const lying = await system.deadLetters(target);
        return lying.length >= poison.length && lying;
      });
      const buried = letters.map(({ code, body }) => `${code} ${body}`).toSorted();
      expect(buried).toEqual(poison.map(([code, body]) => `${code} ${body}`).toSorted());
      for (const { reason, failures } of letters) {
        expect(reason.length).toBeGreaterThan(10);
        expect(failures).toBe(0);
      }
    }
  },
);

it('ends a page that can never be stored as failed, and the crawl with it', { timeout: 60_000 }, async () => {
  await using site = await MadeSite.start(pages);
  await using system = await TestSystem.open({
    env: { SITEPACK_MAX_FAILURES: '2' },
    wrap: (platform) => ({ ...platform, objects: refusing(platform.objects, /^raw\/made\/[^/]*~p~13-/) }),
  });
  await system.start();
  const crawl_id = await system.crawl(site.url(), { index: 'made' });
  const report = await system.report(crawl_id);
  const url = site.url('/p/13');
  expect((await system.frontier(crawl_id)).get(url)?.outcome).toMatchObject({
    kind: 'failed',
    code: 'dead_letter',
  });
  expect(report.problems.map((problem) => [problem.url, problem.outcome.reason])).toEqual([
    [url, expect.stringContaining('the store is in no mood')],
  ]);
  const letter = await until('the dead letter', async () => (await system.deadLetters('crawl'))[0]);
  expect(letter).toMatchObject({
    code: 'failed',
    failures: 2,
    reason: expect.stringContaining('the store is in no mood'),
  });
  const kept = [...pages.keys()].filter((path) => path !== '/p/13' && path !== '/p/40');
  expect([...(await system.documents('made')).keys()]).toEqual(
    expect.arrayContaining(kept.map((path) => site.url(path))),
  );
  expect((await system.documents('made')).has(url)).toBe(false);
});

/** A store that takes no object whose key matches. */
function refusing(objects: ObjectStore, keys: RegExp): ObjectStore {
  return new MeddlingStore(objects, (key, body) => {
    if (keys.test(key)) throw new Error('the store is in no mood');
    return body;
  });
}
