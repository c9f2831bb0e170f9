import { z } from 'zod';

export const packInput = z.object({
  /** Folder of HTML. */
  folder: z.string(),
  rounds: z.int().min(1),
  /** Documents that change, for each incremental pack. */
  changes: z.array(z.int().min(1)),
});
export type PackInput = z.infer<typeof packInput>;
