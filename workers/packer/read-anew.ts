import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import type { Page } from '#core/tables/pages.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PackerDeps } from './worker.ts';

/** Forgets what is stored of a page and has it read again, as if for the first time. */
export async function readAnew(deps: PackerDeps, page: Page, handling: Pick<Handling, 'send'>): Promise<void> {
  const remove = ['content_hash', 'etag', 'last_modified', 'crawl_id'];
  const forgotten = { set: { state: 'unknown' }, remove };
  const changed = await deps.table.update('pages', page, forgotten, { content_hash: page.content_hash });
  if (changed === undefined) return;
  const { url, pk: index } = page;
  await handling.send({ type: 'index', site: hostOf(url), scheme: schemeOf(url), path: pathOf(url), index });
}
