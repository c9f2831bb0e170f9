import { z } from 'zod';

export const searchInput = z.object({
  /** Start page of the manual. */
  url: z.string(),
  /** Different ones, each asked once. */
  queries: z.int().min(1),
});
export type SearchInput = z.infer<typeof searchInput>;
