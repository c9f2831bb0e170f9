import type { IndexSettings } from '#core/settings/index-settings.ts';
import type { Limits } from '#messages/message.ts';

/** What whoever starts a crawl asks for; the rest is as its index is set. */
export interface AskedBounds {
  readonly limits?: Limits | undefined;
  readonly domains?: readonly string[] | undefined;
}

/** Hosts that a crawl may read, each once, and its limits. */
export interface CrawlBounds {
  readonly domains: readonly string[];
  readonly limits: {
    readonly depth: number;
    readonly pages: number;
    readonly bytes?: number;
    readonly seconds?: number;
  };
}

/**
 * Where a crawl may go: its own site and the hosts that its index and whoever starts it add; and where it stops, as it
 * is asked for, else as its index is set, else as it is configured. Without a word of bytes or of seconds there is no
 * limit of them.
 */
export function crawlBounds(
  site: string,
  { limits = {}, domains = [] }: AskedBounds,
  { crawl = {} }: IndexSettings,
  configured: { readonly max_depth: number; readonly max_pages: number },
): CrawlBounds {
  const bytes = limits.bytes ?? crawl.max_bytes;
  const seconds = limits.seconds ?? crawl.max_seconds;
  return {
    domains: [...new Set([site, ...(crawl.domains ?? []), ...domains])],
    limits: {
      depth: limits.depth ?? crawl.max_depth ?? configured.max_depth,
      pages: limits.pages ?? crawl.max_pages ?? configured.max_pages,
      ...(bytes === undefined ? {} : { bytes }),
      ...(seconds === undefined ? {} : { seconds }),
    },
  };
}
