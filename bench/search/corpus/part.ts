import { z } from 'zod';

/** A part of a manual's page that is searched for as a document. */
export const partSchema = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  /** Of the page it is from. */
  path: z.string(),
});
export type Part = z.infer<typeof partSchema>;
