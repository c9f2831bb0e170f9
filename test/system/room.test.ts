import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROLES } from '#runtime/worker.ts';
import { ForwardingQueue } from './forwarding-queue.ts';
import { TestSystem } from './harness.ts';
import { liveManifest } from './live-packs.ts';
import { html, madePages } from './made-pages.ts';
import { MeddlingStore } from './meddling-store.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

const pages = madePages(41, 30);
const waiting = z.object({ waiting: z.string().nullable() });
const cluster = z.object({
  issues: z.array(z.object({ code: z.string(), index: z.string(), message: z.string() })),
});

describe('a disk that is full', () => {
  it(
    'puts packing off, says why, publishes nothing by halves, and goes on when there is room',
    { timeout: 60_000 },
    async () => {
      await using site = await MadeSite.start(pages);
      await using system = await TestSystem.open({
        wrap: (platform) => ({ ...platform, queue: new ImpatientQueue(platform.queue) }),
      });
      await system.start(ROLES.filter((role) => role !== 'packer'));
      const cramped = await system.start(['packer'], { SITEPACK_SPACE_MB: '1' });
      const crawl_id = await system.crawl(site.url(), { index: 'made' });
      const reason = await until('packing to wait', async () => {
        const { status, body } = await system.http('/v1/indexes/made/stats');
        return status === 200 && (waiting.parse(body).waiting ?? undefined);
      });
      expect(reason).toMatch(
        /^no room to pack shard 0-of-1 of "made": it needs about \d+ MB, and \d+ MB are free$/,
      );
      const crawl = z.object({ state: z.string(), waiting: z.string() });
      expect(crawl.parse((await system.http(`/v1/crawls/${crawl_id}`)).body)).toEqual({
        state: 'packing',
        waiting: reason,
      });
      expect(await liveManifest(system.platform, 'made')).toBeUndefined();
      expect((await system.platform.objects.list('packs/')).objects).toEqual([]);
      expect((await system.platform.objects.list('manifests/')).objects).toEqual([]);
      expect(await system.deadLetters('pack')).toEqual([]);
      await cramped.stop();

      await system.start(['packer']);
      const report = await system.report(crawl_id);
      expect(await system.documents('made')).toEqual(site.documents(pages.keys()));
      await until('nothing to wait any more', async () => {
        return waiting.parse((await system.http('/v1/indexes/made/stats')).body).waiting === null;
      });
      await system.searchable('made', report.version);
    },
  );

  it(
    'of a searcher leaves its old version serving, and is an issue of the cluster',
    { timeout: 60_000 },
    async () => {
      await using site = await MadeSite.start(pages);
      await using system = await TestSystem.open();
      await system.start(ROLES.filter((role) => role !== 'searcher'));
      await system.start(['searcher'], { SITEPACK_SPACE_MB: '1' });
      const first = await system.crawled(site.url(), { index: 'made' });
      await system.searchable('made', first.version);
      // Text that no compression makes fit.
      const wide = Array.from({ length: 60_000 }, (_, n) => `w${n * 7919}`).join(' ');
      site.set('/p/3', { body: html({ title: 'Wide', text: wide }) });
      await system.index(site.url('/p/3'), 'made');
      const second = await system.version('made', first.version);
      const { message } = await issueOf(system, 'made');
      expect(message).toContain('MB');
      expect((await system.search('made', 'everywhere', 1)).version).toBe(first.version);

      await system.start(['searcher']);
      await system.searchable('made', second);
      expect((await system.search('made', 'wide')).hits).toHaveLength(1);
    },
  );
});

describe('a pack that is damaged where it lies', () => {
  it(
    'is refused, and what was served before is served still, until a good version comes',
    { timeout: 60_000 },
    async () => {
      let damaging = false;
      const damage = (body: Uint8Array | AsyncIterable<Uint8Array>) => {
        return body instanceof Uint8Array ? Buffer.alloc(body.length, 'x') : damagedStream(body);
      };
      await using site = await MadeSite.start(pages);
      await using system = await TestSystem.open({
        wrap: (platform) => ({
          ...platform,
          objects: new MeddlingStore(platform.objects, (key, body) => {
            return damaging && key.startsWith('packs/') ? damage(body) : body;
          }),
        }),
      });
      await system.start();
      const first = await system.crawled(site.url(), { index: 'made' });
      await system.searchable('made', first.version);

      damaging = true;
      site.set('/p/3', { body: html({ title: 'Changed', text: 'kaleidoscope' }) });
      await system.index(site.url('/p/3'), 'made');
      const second = await system.version('made', first.version);
      expect((await issueOf(system, 'made')).message).toMatch(/zstd|sha256|unpack/);
      const answer = await system.search('made', 'page3');
      expect(answer).toMatchObject({ version: first.version, total: 1 });

      damaging = false;
      site.set('/p/3', { body: html({ title: 'Changed again', text: 'kaleidoscope' }) });
      await system.index(site.url('/p/3'), 'made');
      const third = await system.version('made', second);
      await system.searchable('made', third);
      expect((await system.search('made', 'kaleidoscope')).hits.map(({ title }) => title)).toEqual([
        'Changed again',
      ]);
      const issues = async () => cluster.parse((await system.http('/v1/cluster')).body).issues;
      await until('the issue to be over', async () => (await issues()).length === 0);
    },
  );
});

function issueOf(system: TestSystem, index: string) {
  return until(`an issue of ${index}`, async () => {
    const { issues } = cluster.parse((await system.http('/v1/cluster')).body);
    return issues.find((issue) => issue.index === index);
  });
}

async function* damagedStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield Buffer.alloc(chunk.length, 'x');
}

/** A queue in which nothing is put off for longer than a test can wait. */
class ImpatientQueue extends ForwardingQueue {
  override extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    return super.extend(queue, receipts, visibility_ms > 10_000 ? 500 : visibility_ms);
  }
}
