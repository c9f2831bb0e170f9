import type { Page } from '#core/tables/pages.ts';
import type { Telling } from '#core/crawl/site-credentials.ts';
import type { RobotsRules } from '#core/crawl/robots.ts';
import type { Extracted } from '#core/crawl/extracted.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import type { JudgedLink } from './judged-links.ts';
import type { NotedRequest } from './noting-web.ts';

/** All that a crawl would find out about a URL, and what it would make of that. */
export interface Inspection {
  /** As it was given. */
  readonly asked: string;
  /** Its canonical form. */
  readonly url: string;
  /** The index whose settings hold. */
  readonly index: string;
  /**
   * The URL, and those that it points to, by redirects or rel=canonical. Where these lead to no page, the last one that
   * names another URL as its own once more, read as the page that it is.
   */
  readonly steps: readonly [InspectedStep, ...InspectedStep[]];
  /** What the last step was answered with, if it is of a type that is read. */
  readonly page: InspectedPage | null;
  /** What the index knows of the URL of the last step. */
  readonly known: KnownPage | null;
}

/** A URL on the way, and each verdict on it. */
export interface InspectedStep {
  readonly url: string;
  readonly link: InspectedLink;
  /** Null where it was not asked for. */
  readonly robots: InspectedRobots | null;
  /** What its host is told beside the request by the settings, or why not; null where nothing is set, or it was not asked for. */
  readonly telling: Telling | null;
  /** In the order in which they ended: robots.txt with its redirects, and the URL. */
  readonly requests: readonly NotedRequest[];
  /** Null where a crawl does not get there, as `link` says. */
  readonly outcome: Outcome | null;
}

/** Whether a crawl follows a link to it. */
export type InspectedLink =
  | { readonly follow: true }
  /** By another URL, which is read in its place. */
  | { readonly follow: true; readonly cleaned: string }
  | { readonly follow: false; readonly by: 'domain' | 'rule' | 'trap'; readonly reason: string };

/** What the robots.txt of a URL's host says of it. */
export interface InspectedRobots extends Pick<RobotsRules, 'source' | 'crawl_delay_ms' | 'sitemaps'> {
  readonly allowed: boolean;
  /** As in `RobotsVerdict`; null when no line matched. */
  readonly rule: string | null;
  /** When the host told it, Unix ms; null where nobody knows. */
  readonly read_at_ms: number | null;
  /** Why the host did not tell it anew: what was read before counts, or else nothing may be read. */
  readonly trouble: string | null;
}

/** What was read. */
export interface InspectedPage extends Omit<Extracted, 'links'> {
  readonly content_hash: string;
  readonly links: readonly JudgedLink[];
}

/** What an index knows of a page. */
export interface KnownPage {
  readonly state: Page['state'];
  readonly outcome: Outcome | null;
  readonly fetched_at_ms: number | null;
  /** Whether it had the same content then; null where nothing can be compared. */
  readonly same: boolean | null;
}
