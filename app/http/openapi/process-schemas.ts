import { z } from 'zod';

export const alive = z.object({ status: z.literal('ok') });
export const keyProof = z.object({
  proof: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe(
      'HMAC-SHA256 by the key of `sitepack proof`, the nonce and the base URL of this server, a line each.',
    ),
});
export const ready = z.object({ status: z.literal('ready') });
