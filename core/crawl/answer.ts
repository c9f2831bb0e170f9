import { z } from 'zod';
import type { WebAnswered, WebResponse } from '#ports/web.ts';

const bytes = z.int().min(0);

/**
 * What the last request for a URL was answered with. It is kept in rows, of which there is one for each page: so it is
 * small.
 */
export const answerSchema = z.object({
  status: z.int().min(100).max(999),
  /** Of the body as it came over the wire. */
  wire_bytes: bytes,
  /** Of the body as it was read, decompressed; absent when it was not read to its end. */
  body_bytes: bytes.optional(),
  /** From the request to its last byte, in whole ms; waiting for a turn at the host is not in it. */
  duration_ms: z.int().min(0),
  /** When it was through. */
  at_ms: z.number(),
  /** It was asked whether the page had changed. */
  conditional: z.literal(true).optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/**
 * What is kept of a response, or of one that broke off.
 * @param now_ms Unix ms, of the end of the response.
 */
export function answerOf(response: WebResponse | WebAnswered, now_ms: number, conditional: boolean): Answer {
  const { status, wire_bytes, duration_ms } = response;
  return {
    status,
    wire_bytes,
    ...('body' in response && response.cut !== true ? { body_bytes: response.body.byteLength } : {}),
    duration_ms: Math.round(duration_ms),
    at_ms: now_ms,
    ...(conditional ? { conditional } : {}),
  };
}
