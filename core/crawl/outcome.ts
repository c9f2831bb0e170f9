import { z } from 'zod';

/** Why we would not read or keep a page, though it may be there. */
export const REFUSALS = [
  /** robots.txt forbids it. */
  'robots',
  /** robots.txt could not be had, so whether it forbids the page is not known. */
  'robots_unavailable',
  /** The page asks not to be indexed (meta robots or X-Robots-Tag). */
  'noindex',
  /** Its address is not public (SITEPACK_ALLOW_PRIVATE), or its port is none for pages (SITEPACK_PORTS). */
  'address',
  /** The site's rules (include, exclude) keep it out. No crawl asks for it; it may have been read before it was so. */
  'rule',
  /** Its URL looks like one of those that never end; `trap` says how. Never asked for. */
  'trap',
] as const;

/** What is told from the look of a URL, and may be wrong: whoever knows the site can do without. The others are bounds. */
export const GUESSED_TRAPS = [
  'too_many_segments',
  'too_many_parameters',
  'repeating_segments',
  'session_id',
  'calendar',
] as const;

/** Guards against sites that make links without end, by what a URL has too much of (link-traps.ts, crawl-hosts.ts). */
export const TRAPS = [
  'too_long',
  ...GUESSED_TRAPS,
  /** The crawl may reach any subdomain, and has reached as many hosts as one may. */
  'too_many_hosts',
] as const;
export type Trap = (typeof TRAPS)[number];

/**
 * Limits that end a crawl: when it comes to one, nothing more is asked for. Those of depth and of pages only keep links out.
 */
export const ENDING_LIMITS = ['bytes', 'seconds'] as const;
export type EndingLimit = (typeof ENDING_LIMITS)[number];

/** In words, for a person: what happened, and what to do about it where that is not plain. */
const reason = z.string().max(1000);
const url = z.string().max(2048);
const status = z.int().min(100).max(999);

/** Wishes of a host that the settings of an index may pass over. */
const WISHES = ['robots', 'noindex'] as const;
export type Wish = (typeof WISHES)[number];

/** What is told of any outcome. `overridden`: wishes that were passed over, as the owner of the host has it. */
const told = { reason, overridden: z.array(z.enum(WISHES)).max(WISHES.length).optional() };

/** What a visit to a URL came to. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  /** Its content is stored. */
  z.object({ kind: z.literal('indexed'), ...told }),
  /** It was read or validated (304), and its content is the one stored before. */
  z.object({ kind: z.literal('unchanged'), ...told }),
  /** It points elsewhere; what is there is another page. */
  z.object({ kind: z.literal('redirected'), to: url, status: status.optional(), ...told }),
  /** It names another URL as its own (rel=canonical); that one is indexed. */
  z.object({ kind: z.literal('alias'), of: url, ...told }),
  /** `trap` stands if it was refused by one. */
  z.object({
    kind: z.literal('refused'),
    by: z.enum(REFUSALS),
    trap: z.enum(TRAPS).optional(),
    ...told,
  }),
  /** The server says that there is no such page: 404 or 410. */
  z.object({ kind: z.literal('gone'), status, ...told }),
  /** It could not be read: another 4xx, 5xx after every try, or no response. `code` as in `WebError`, or of ours. */
  z.object({ kind: z.literal('failed'), code: z.string().max(64), status: status.optional(), ...told }),
  /**
   * It is a sitemap, and no page: it lists so many pages and sitemaps. None of either where none was found at the usual
   * place. `incomplete` is why it was not read to its end, if it was not: pages may stand behind that.
   */
  z.object({
    kind: z.literal('sitemap'),
    pages: z.int().min(0),
    sitemaps: z.int().min(0),
    incomplete: z.string().max(500).optional(),
    ...told,
  }),
  z.object({ kind: z.literal('unsupported'), content_type: z.string().max(200), ...told }),
  /** It was not asked for: its crawl was cancelled, or over by the time it was found, or had come to a limit. */
  z.object({
    kind: z.literal('skipped'),
    why: z.enum(['cancelled', 'over', ...ENDING_LIMITS]),
    ...told,
  }),
  /** A crawl that saw the whole site found no link to it that it may follow. */
  z.object({ kind: z.literal('unreached'), ...told }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;
export type Skipped = Extract<Outcome, { readonly kind: 'skipped' }>;

/** Whether a link was kept out of a crawl, and its page never asked for. A page of before is not seen by such a crawl. */
export function isKeptOut(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'refused' && (outcome.by === 'rule' || outcome.by === 'trap');
}

/** Whether a page belongs in the index. */
export function isIndexed({ kind }: Outcome): boolean {
  return kind === 'indexed' || kind === 'unchanged';
}

/** Whether a page was read as the page that it is: it belongs in the index, or asks not to be in one. */
export function isReadAsPage(outcome: Outcome): boolean {
  return isIndexed(outcome) || (outcome.kind === 'refused' && outcome.by === 'noindex');
}

/** Whether a page was read: what is named as a sitemap may turn out to be one. */
export function isPage(outcome: Outcome): boolean {
  return isReadAsPage(outcome) || outcome.kind === 'alias';
}

/** The URL that is read in place of one: where it redirects to, or what its page names as its own. */
export function pointsTo(outcome: Outcome | null | undefined): string | undefined {
  if (outcome?.kind === 'redirected') return outcome.to;
  return outcome?.kind === 'alias' ? outcome.of : undefined;
}
