import { z } from 'zod';

/** What the process that measures a store is told. */
export const storesInput = z.object({ rounds: z.int().min(1), duration_ms: z.number().positive() });
export type StoresInput = z.infer<typeof storesInput>;
