import { z } from 'zod';

/** Queues by their logical names; the real name has SITEPACK_PREFIX before it and, for pack, `.fifo` behind it. */
export const QUEUES = ['index', 'crawl', 'timer', 'pack', 'orchestrator'] as const;
export const logicalQueue = z.enum(QUEUES);
export type LogicalQueue = z.infer<typeof logicalQueue>;

/** Who may send a message or handle it. */
export type Role = 'client' | 'indexer' | 'crawler' | 'timer' | 'packer' | 'orchestrator' | 'searcher';

/** `site`: a host in lower case, with a port if need be. */
export const site = z
  .string()
  .max(255)
  .regex(
    /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/,
    'a host in lower case, with a port if need be, such as site.gov or 127.0.0.1:8080; no scheme and no path',
  )
  .describe('A host in lower case, with a port if need be.');

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

export const limits = z
  .object({
    depth: z.int().min(0).max(1000).optional().describe('Links away from the start page.'),
    pages: z.int().min(1).max(100_000_000).optional().describe('Pages asked for, the start page included.'),
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
