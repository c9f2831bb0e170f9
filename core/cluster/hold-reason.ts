import { z } from 'zod';

const CODES = ['emptied', 'lost', 'lost_by_cause', 'site_lost', 'failed', 'shrunk', 'golden_missed'] as const;

/** Why a version is held. `live` and `found` are in the same unit: documents, pages, bytes or queries. */
export const holdReasonSchema = z.object({
  code: z.enum(CODES),
  /** What the live version has. */
  live: z.number(),
  /** What the new one lost of it. */
  found: z.number(),
  /** How many of them it may lose. */
  threshold: z.number(),
  /** For a person. */
  text: z.string().max(1000),
});
export type HoldReason = z.infer<typeof holdReasonSchema>;

/** Characters shown of a text that others wrote. */
const SHOWN_CHARS = 100;

/** Such as `604 of 1169 documents (51.7 %)`. */
export function ofAll(count: number, all: number, things: string): string {
  return `${count} of ${all} ${things}${all > 0 ? ` (${percent(count / all)})` : ''}`;
}

/** How many may, and by which share. */
export function atMost(count: number, share: number): string {
  return `at most ${count} may (${percent(share)})`;
}

/** Such as `12.5 %`. @param share 0 to 1. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** What others wrote, at a length that can be shown. */
export function cut(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
