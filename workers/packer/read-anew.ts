import { readAnewMessage } from '#core/crawl/page-messages.ts';
import { type Page, forgetContent } from '#core/tables/pages.ts';
import type { Handling } from '#runtime/worker.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Forgets what is stored of a page and has it read again. Should the message be lost, the sweep of the timers
 * (workers/timer/sweep-pages.ts) posts it anew.
 */
export async function readAnew(
  deps: PackerDeps,
  page: Page,
  handling: Pick<Handling, 'send'>,
): Promise<void> {
  if (await forgetContent(deps.table, page)) await handling.send(readAnewMessage(page));
}
