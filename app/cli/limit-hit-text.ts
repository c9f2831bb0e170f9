import type { EndingLimit } from '#core/crawl/outcome.ts';
import { formatCount } from './format.ts';

/** What of a report says what cut its crawl. */
interface LimitHit {
  readonly ended_by?: EndingLimit | undefined;
  readonly known_pages?: { readonly asked: number; readonly kept: number } | undefined;
  readonly refused_links?: Readonly<Record<string, number>> | undefined;
  readonly sitemaps?: { readonly incomplete: number } | undefined;
}

/** Reasons of links that are not followed for a limit that can be set. */
const SET_LIMITS = ['depth', 'pages'];
/** And for those that are as they are: of either, a crawl does not see the whole site. */
const LIMITS = [...SET_LIMITS, 'page_links', 'too_many_hosts'];

/**
 * That a crawl was cut: by a limit, and which if it is one that ends crawls, or by a sitemap that was not read to its end;
 * and what is kept because of it, for a person.
 */
export function limitHitText(report: LimitHit): string {
  const { asked, kept } = report.known_pages ?? { asked: 0, kept: 0 };
  const stay =
    kept === 1 ? 'known page that it did not reach stays' : 'known pages that it did not reach stay';
  return [
    `${whatCut(report)}: it did not see the whole site.`,
    ...(kept > 0 ? [`${formatCount(kept)} ${stay} in the index, gone or not.`] : []),
    ...(asked > 0 ? [`At its end it asked for ${formatCount(asked)} that nothing had led to.`] : []),
  ].join(' ');
}

/** Whether a crawl that was cut was so by a limit. */
export function isCutByLimit(report: LimitHit): boolean {
  const { ended_by, sitemaps } = report;
  return ended_by !== undefined || hasOver(report, LIMITS) || (sitemaps?.incomplete ?? 0) === 0;
}

/** Whether it may have been cut by one that can be set. */
export function isCutBySetLimit(report: LimitHit): boolean {
  if (report.ended_by !== undefined || hasOver(report, SET_LIMITS)) return true;
  return isCutByLimit(report) && !hasOver(report, LIMITS);
}

function hasOver({ refused_links = {} }: LimitHit, limits: readonly string[]): boolean {
  return limits.some((why) => (refused_links[why] ?? 0) > 0);
}

function whatCut(report: LimitHit): string {
  const { ended_by, sitemaps } = report;
  if (ended_by !== undefined) return `It ended at its limit of ${ended_by === 'bytes' ? 'bytes' : 'time'}`;
  const incomplete = sitemaps?.incomplete ?? 0;
  const unread =
    incomplete === 1
      ? '1 sitemap was not read to its end'
      : `${formatCount(incomplete)} sitemaps were not read to their end`;
  if (incomplete === 0) return 'A limit kept links out';
  return isCutByLimit(report) ? `A limit kept links out, and ${unread}` : upperFirst(unread);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
