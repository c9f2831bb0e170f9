import { z } from 'zod';
import { contentParts } from './content-schemas.ts';
import type { Content } from './content.ts';
import { NO_DIRECTIVES } from './robots-directives.ts';

/** What was kept of a page before it was noted which parts of it may be shown, and what its text is near to. */
const schema = z.object({
  format: z.literal(2),
  hash: z.string(),
  ...contentParts,
});

/** Content of format 2, as if the page let all of it be shown. @returns undefined for what is none. */
export function fromFormat2(json: unknown, content_hash: string): Content | undefined {
  const { data } = schema.safeParse(json);
  if (data === undefined || data.hash !== content_hash) return undefined;
  const { hash: _, format: __, ...content } = data;
  const { nosnippet, max_snippet } = NO_DIRECTIVES;
  return { format: 3, ...content, robots: { nosnippet, max_snippet }, unshown: [], fingerprint: '' };
}
