import { z } from 'zod';

/** One thing that was measured. */
export const figureSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
});
export type Figure = z.infer<typeof figureSchema>;

/** Two figures of one run, divided: what stays comparable from machine to machine. */
export const ratioSchema = z.object({
  name: z.string(),
  value: z.number(),
  /** Absent when it is shown for information. */
  target: z
    .object({ comparison: z.enum(['at_least', 'at_most']), value: z.number(), met: z.boolean() })
    .optional(),
});
export type Ratio = z.infer<typeof ratioSchema>;

/** What a section of the bench came to. */
export const sectionResult = z.object({
  /** What was measured and how, in a sentence. */
  about: z.string(),
  figures: z.array(figureSchema),
  ratios: z.array(ratioSchema),
  /** Parts that were left out, each with the reason. */
  skipped: z.array(z.string()),
});
export type SectionResult = z.infer<typeof sectionResult>;

export interface Target {
  readonly comparison: 'at_least' | 'at_most';
  readonly value: number;
}

/** A ratio with its verdict. */
export function ratio(name: string, value: number, target?: Target): Ratio {
  if (target === undefined) return { name, value };
  const met = target.comparison === 'at_least' ? value >= target.value : value <= target.value;
  return { name, value, target: { ...target, met } };
}
