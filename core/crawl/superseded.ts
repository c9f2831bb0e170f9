import type { Page } from '#core/tables/pages.ts';

const MOST_SUPERSEDED = 10;

/**
 * What a page's row says of content when it changes to `hash`: hashes of content that is not needed any more, but lies
 * there. More than a few gather only while nothing is packed.
 */
export function superseded(before: Page, hash: string | undefined): string[] {
  const old = [
    ...(before.superseded ?? []),
    ...(before.content_hash === undefined ? [] : [before.content_hash]),
  ];
  return [...new Set(old)].filter((other) => other !== hash).slice(-MOST_SUPERSEDED);
}
