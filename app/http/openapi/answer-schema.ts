import type { z } from 'zod';

/** A shape in which lists may not be changed and what may be absent is marked, so that two can be compared. */
type Plain<Shape> = Shape extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : Shape extends object
    ? {
        readonly [Name in keyof Shape]-?: object extends Pick<Shape, Name>
          ? readonly ['optional', Plain<Shape[Name]>]
          : Plain<Shape[Name]>;
      }
    : Shape;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/**
 * Declares the schema of an answer whose type stands with the code that makes it. It compiles only while both say the
 * same: `answerSchema<IndexView>()(z.object({ … }))`.
 */
export function answerSchema<Answer>() {
  return <Schema extends z.ZodType>(
    schema: Schema &
      (Same<Plain<z.output<Schema>>, Plain<Answer>> extends true ? unknown : 'differs from the type'),
  ): Schema => schema;
}
