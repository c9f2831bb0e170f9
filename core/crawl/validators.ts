import type { Page } from '#core/tables/pages.ts';
import { isReadAsPage } from './outcome.ts';
import type { VisitRequest } from './visit.ts';

/** What is kept of a response for the next request for the same page. */
export interface Validators {
  /** Empty where there was none. */
  readonly etag: string;
  readonly last_modified: string;
  /** Its X-Robots-Tag: a 304 that brings another one says that more has changed than its body. */
  readonly robots_tag: string;
}

type Headers = Readonly<Record<string, string>>;

/** Longest that is kept of one. An entity tag that is longer is no use if it is cut. */
const MOST_CHARS = 500;

/** @param headers of a response, names in lower case. */
export function validatorsIn(headers: Headers): Validators {
  const whole = (name: string): string => {
    const value = headers[name] ?? '';
    return value.length > MOST_CHARS ? '' : value;
  };
  return { etag: whole('etag'), last_modified: whole('last-modified'), robots_tag: robotsTag(headers) };
}

/**
 * The headers of a conditional request, when what it would validate is still stored, and the last visit read it: after a
 * failure or a redirect a 304 would not say whether the page may be indexed.
 */
export function conditionsFor(
  { sitemap }: Pick<VisitRequest, 'sitemap'>,
  before: Page | undefined,
): Record<string, string> {
  if (before?.content_hash === undefined) return {};
  const { outcome } = before;
  const read =
    outcome !== undefined &&
    (sitemap === undefined
      ? isReadAsPage(outcome) || outcome.kind === 'unreached'
      : outcome.kind === 'sitemap');
  if (!read) return {};
  return {
    ...(before.etag ? { 'if-none-match': before.etag } : {}),
    ...(before.last_modified ? { 'if-modified-since': before.last_modified } : {}),
  };
}

/**
 * Whether a 304 asks other things of crawlers than the response that it validates (RFC 9111, section 3.2: its fields
 * take the place of those). One without an X-Robots-Tag says nothing: many servers leave out what they need not send.
 */
export function asksOtherwise(headers: Headers, before: Pick<Page, 'robots_tag'> | undefined): boolean {
  const tag = robotsTag(headers);
  return tag !== '' && tag !== (before?.robots_tag ?? '');
}

function robotsTag(headers: Headers): string {
  return (headers['x-robots-tag'] ?? '').slice(0, MOST_CHARS);
}
