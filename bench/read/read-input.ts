import { z } from 'zod';

export const readInput = z.object({ folder: z.string(), rounds: z.int().min(1), duration_ms: z.number() });
