import { z } from 'zod';

/** Kinds of values that many answers have. */

export const count = z.int().min(0);
export const at_ms = z.number().describe('Unix milliseconds.');
export const bytes = z.int().min(0).describe('Bytes.');
export const age_ms = z.number().min(0).describe('Milliseconds.');
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
