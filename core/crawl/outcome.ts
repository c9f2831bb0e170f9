import { z } from 'zod';

/** Why we would not read or keep a page, though it may be there. */
export const REFUSALS = [
  /** robots.txt forbids it. */
  'robots',
  /** robots.txt could not be had, so whether it forbids the page is not known. */
  'robots_unavailable',
  /** The page asks not to be indexed (meta robots or X-Robots-Tag). */
  'noindex',
  /** Outside the domains of the crawl. */
  'domain',
  /** Its address is not public (SITEPACK_ALLOW_PRIVATE). */
  'address',
] as const;

/** In words, for a person: what happened, and what to do about it where that is not plain. */
const reason = z.string().max(1000);
const url = z.string().max(2048);
const status = z.int().min(100).max(999);

/** What a visit to a URL came to. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  /** Its content is stored. */
  z.object({ kind: z.literal('indexed'), reason }),
  /** It was read or validated (304), and its content is the one stored before. */
  z.object({ kind: z.literal('unchanged'), reason }),
  /** It points elsewhere; what is there is another page. */
  z.object({ kind: z.literal('redirected'), to: url, status: status.optional(), reason }),
  /** It names another URL as its own (rel=canonical); that one is indexed. */
  z.object({ kind: z.literal('alias'), of: url, reason }),
  z.object({ kind: z.literal('refused'), by: z.enum(REFUSALS), reason }),
  /** The server says that there is no such page: 404 or 410. */
  z.object({ kind: z.literal('gone'), status, reason }),
  /** It could not be read: another 4xx, 5xx after every try, or no response. `code` as in `WebError`, or of ours. */
  z.object({ kind: z.literal('failed'), code: z.string().max(64), status: status.optional(), reason }),
  z.object({ kind: z.literal('unsupported'), content_type: z.string().max(200), reason }),
  /** It was never asked for: a limit, or a crawl that was cancelled, or over by the time it was found. */
  z.object({
    kind: z.literal('skipped'),
    why: z.enum(['depth', 'pages', 'cancelled', 'redirects', 'over']),
    reason,
  }),
  /** A crawl that saw the whole site found no link to it. */
  z.object({ kind: z.literal('unreached'), reason }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;
