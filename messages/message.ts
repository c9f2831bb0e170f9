import { z } from 'zod';

/** Queues by their logical names; the real name has SITEPACK_PREFIX before it and, for pack, `.fifo` behind it. */
export const QUEUES = ['index', 'crawl', 'timer', 'pack', 'orchestrator'] as const;
export const logicalQueue = z.enum(QUEUES);
export type LogicalQueue = z.infer<typeof logicalQueue>;

/** Who may send a message or handle it. */
export type Role = 'client' | 'indexer' | 'crawler' | 'timer' | 'packer' | 'orchestrator' | 'searcher';

const NAME = /[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*/.source;
const IPV6 = /\[[0-9a-f:.]+\]/.source;
const PORT = /(?::[0-9]{1,5})?/.source;
/** Numbers alone are the end of an IPv4 address, which has nothing below it. */
const BELOW = /\*\.(?![0-9.]+(?::|$))/.source;

/** `site`: a host in lower case, with a port if need be. */
export const site = z
  .string()
  .max(255)
  .regex(
    new RegExp(`^(?:${NAME}|${IPV6})${PORT}$`),
    'a host in lower case, with a port if need be, such as site.gov or 127.0.0.1:8080; no scheme and no path',
  )
  .describe('A host in lower case, with a port if need be.');

/** One of the hosts that a crawl may read: a `site`, or `*.site.gov` for every host below it. */
export const domain = z
  .string()
  .max(255)
  .regex(
    new RegExp(`^(?:(?:${BELOW})?${NAME}|${IPV6})${PORT}$`),
    'a host in lower case, with a port if need be, or "*." and a host for all below it, such as *.site.gov',
  )
  .describe('A host in lower case, with a port if need be; `*.site.gov` is every host below site.gov.');

/** Index names also stand in object keys, file names and URLs. */
export const indexName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,62}$/,
    'an index name: lower-case letters, digits, dots and hyphens, 63 at most, beginning with a letter or digit',
  )
  .describe('The index that the pages go to.');

export const scheme = z
  .enum(['http', 'https'])
  .describe('When absent: https, or in an `index` message what the site was crawled by.');

export const path = z
  .string()
  .max(2048)
  .regex(/^\//, 'a path that begins with "/"')
  .describe('Path and query of the page; "/" when absent.');

export const redirects = z
  .array(z.string().max(2048))
  .max(10)
  .describe('URLs that led here by redirects or rel=canonical, first one first.');

/** Of who wants pages read now, and anew. */
export const hall_pass = z
  .boolean()
  .describe(
    'Ask for every page whatever a schedule or a sitemap says, and read it anew whatever validators (ETag, Last-Modified) say. robots.txt, asked for anew where what is known of it is older than a minute, and the pace of the host hold.',
  );

/** Of a page of a crawl that names another URL as its own, once it is known what became of that one. */
export const known = z
  .boolean()
  .describe(
    'It is a page of the index that nothing led to in a crawl that was cut. Whether it is still there is asked at the end; its links are not followed.',
  );

export const again = z
  .enum(['itself', 'alias'])
  .describe(
    'The crawl visits the page once more. `itself`: the URL that it names as its own came to nothing, so it is read as the page that it is. `alias`: it was read so because that URL came to nothing before, which is a page by now.',
  );
export type Again = z.infer<typeof again>;

/** Of a page that a sitemap lists. */
export const lastmod_ms = z
  .int()
  .min(0)
  .describe('When the page was last changed, as a sitemap says that can be believed; Unix ms.');

/** Of a URL that is read as a sitemap: what it lists is posted, and it is no page of the index. */
export const sitemap = z
  .object({
    guessed: z.boolean().describe('Nobody named it: it was looked for where sitemaps usually are.'),
    further: z.int().min(0).max(100_000).describe('How many other sitemaps it may bring in.'),
    from: z.int().min(0).optional().describe('How many of its pages were dealt with before.'),
    links: z.int().min(0).optional().describe('How many of those were new.'),
  })
  .describe('It is a sitemap.');
export type SitemapRole = z.infer<typeof sitemap>;

/** Of a limit of bytes: a petabyte. */
export const MOST_BYTES = 10 ** 15;
/** Of a limit of time: a year. */
export const MOST_SECONDS = 366 * 86_400;

export const limits = z
  .object({
    depth: z.int().min(0).max(1000).optional().describe('Links away from the start page.'),
    pages: z.int().min(1).max(100_000_000).optional().describe('Pages asked for, the start page included.'),
    bytes: z
      .int()
      .min(1)
      .max(MOST_BYTES)
      .optional()
      .describe(
        'Bytes over the wire, about; no limit when absent. What is under way then is read to its end.',
      ),
    seconds: z
      .int()
      .min(1)
      .max(MOST_SECONDS)
      .optional()
      .describe('Seconds since it began; no limit when absent. What is under way then is read to its end.'),
  })
  .describe('Where a crawl stops.');
export type Limits = z.infer<typeof limits>;

/** Keys that any message may carry beside its own. */
export const common = z.object({
  id: z.string().max(128).optional().describe("The message's own id."),
  cause: z.string().max(128).optional().describe('The id of the message that this one came from.'),
  crawl_id: z
    .string()
    .max(128)
    .regex(
      /^[a-z0-9][a-z0-9.-]*$/,
      'a crawl id: the index, a dot, then lower-case letters, digits and hyphens',
    )
    .optional()
    .describe('The crawl that this message belongs to.'),
  traceparent: z.string().max(128).optional().describe('W3C Trace Context.'),
});

/** One message type: what it looks like, where it goes, who sends and who handles it. */
export interface MessageDefinition<
  Type extends string = string,
  Shape extends z.ZodRawShape = z.ZodRawShape,
> {
  readonly type: Type;
  /** Raised when a key changes its meaning; adding an optional key does not raise it. */
  readonly version: number;
  /** One sentence for the reference. */
  readonly summary: string;
  /** Where it is sent: a logical queue, or `searcher`: the queue of one searcher. */
  readonly queue: LogicalQueue | 'searcher';
  readonly producers: readonly Role[];
  readonly consumer: Exclude<Role, 'client'>;
  readonly schema: z.ZodObject<Shape & { type: z.ZodLiteral<Type> } & typeof common.shape>;
  readonly example: Readonly<Record<string, unknown>> & { readonly type: Type };
}

/** Declares a message type: `shape` are its own keys; `type` and the common keys are added. Extra keys are let through. */
export function defineMessage<const Type extends string, Shape extends z.ZodRawShape>(
  declaration: Omit<MessageDefinition<Type, Shape>, 'schema'> & { readonly shape: Shape },
): MessageDefinition<Type, Shape> {
  const { shape, ...rest } = declaration;
  const schema = z.looseObject({ type: z.literal(declaration.type), ...shape, ...common.shape });
  return { ...rest, schema };
}
