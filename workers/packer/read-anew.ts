import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import { type Page, forgetContent } from '#core/tables/pages.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PackerDeps } from './worker.ts';

/** Forgets what is stored of a page and has it read again. */
export async function readAnew(
  deps: PackerDeps,
  page: Page,
  handling: Pick<Handling, 'send'>,
): Promise<void> {
  if (!(await forgetContent(deps.table, page))) return;
  const { url, pk: index } = page;
  await handling.send({ type: 'index', site: hostOf(url), scheme: schemeOf(url), path: pathOf(url), index });
}
