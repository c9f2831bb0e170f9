import { hash } from 'node:crypto';
import pino from 'pino';
import { expect, it } from 'vitest';
import { contentBytes, contentKey, contentOf } from '#core/crawl/content.ts';
import { UNSAID } from '#core/crawl/extracted.ts';
import { pageKey } from '#core/crawl/url.ts';
import { buildTasks } from '#core/pack/build-tasks.ts';
import type { Page } from '#core/tables/pages.ts';
import { LinkGraph } from './link-graph.ts';
import { Staging } from './staging.ts';
import { crampedPacker } from './testing/cramped-packer.ts';

const MB = 2 ** 20;
const UNVISITED = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
const handling = {
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
  send: () => Promise.resolve(),
};

it('of pages with long texts or many links only a few are handed to a thread at once', async () => {
  const handed = { documents: 0, texts: 0, links: 0 };
  using packer = await crampedPacker(9, {
    stage_documents: (changes) => {
      const { upserts = [] } = changes;
      handed.documents += upserts.length;
      const chars = upserts.reduce((sum, { body }) => sum + body.length, 0);
      handed.texts = Math.max(handed.texts, chars);
      return buildTasks.stage_documents(changes);
    },
    put_links: (request) => {
      const links = request.sources.flatMap((source) => source.links);
      const chars = links.reduce((sum, { url }) => sum + url.length, 0);
      handed.links = Math.max(handed.links, chars);
      return buildTasks.put_links(request);
    },
  });
  const { deps, objects } = packer;
  const pages: Page[] = [];
  for (let n = 0; n < 12; n += 1) {
    const url = `https://site.gov/${n}`;
    const body = `${n} `.padEnd(MB, 'word ');
    const links = Array.from({ length: 1000 }, (_, to) => {
      const far = `https://site.gov/${to}/${'x'.repeat(1000)}`;
      return { url: far, text: '', in_content: true, nofollow: false };
    });
    const content = contentOf({ ...UNSAID, url, content_type: 'text/html', title: '', body, links });
    const page = { pk: 'made', sk: pageKey(url), url, content_hash: hash('sha256', url) };
    await objects.put(
      contentKey(page.pk, page.sk, page.content_hash),
      contentBytes(content, page.content_hash),
    );
    pages.push({ ...page, origin: 'crawl', state: 'present', ...UNVISITED });
  }
  using graph = new LinkGraph(deps, 'made', handling);
  await using staging = new Staging(deps, handling, graph);
  expect(await staging.put('s', pages)).toBe(12);
  expect(handed.documents).toBe(12);
  expect(handed.texts).toBeLessThan(6 * MB);
  expect(handed.links).toBeLessThan(6 * MB);
});
