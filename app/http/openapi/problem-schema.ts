import { z } from 'zod';
import { PROBLEMS, type ProblemCode, type ProblemEntry } from '../problem-catalogue.ts';
import { Problem, type ProblemDocument } from '../problem.ts';
import { answerSchema } from './answer-schema.ts';

/** Every code, in the order of the catalogue. */
export const PROBLEM_CODES = Object.keys(PROBLEMS).filter(isCode);

function isCode(name: string): name is ProblemCode {
  return Object.hasOwn(PROBLEMS, name);
}

export const problemCode = z
  .enum(PROBLEM_CODES)
  .describe('What programs go by: it never changes its meaning.');

export const problem = answerSchema<ProblemDocument>()(
  z.object({
    type: z.string().describe('`urn:sitepack:error:<code>`'),
    title: z.string().describe('The same for every occurrence.'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What was wrong this time.'),
    code: problemCode,
    action: z.string().describe('What to do.'),
  }),
);

/** A problem document as it is answered; the detail, which is another each time, is the title here. */
export function problemExample(code: ProblemCode): ProblemDocument {
  return new Problem(code, PROBLEMS[code].title).document();
}

export function statusOf(code: ProblemCode): ProblemEntry['status'] {
  return PROBLEMS[code].status;
}
