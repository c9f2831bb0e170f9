import { expect, it } from 'vitest';
import { z } from 'zod';
import { answerSchema } from './answer-schema.ts';

interface Page {
  readonly url: string;
  readonly links: readonly { readonly to: string }[];
  readonly title?: string;
}

it('a schema that says what its type says compiles, and one that does not does not', () => {
  const links = z.array(z.object({ to: z.string() }));
  const good = answerSchema<Page>()(z.object({ url: z.string(), links, title: z.string().optional() }));
  // @ts-expect-error -- a member is missing
  answerSchema<Page>()(z.object({ url: z.string(), title: z.string().optional() }));
  // @ts-expect-error -- a member may not be absent
  answerSchema<Page>()(z.object({ url: z.string(), links, title: z.string() }));
  // @ts-expect-error -- a member that may be absent is missing
  answerSchema<Page>()(z.object({ url: z.string(), links }));
  const wider = z.array(z.object({ to: z.string(), n: z.int() }));
  // @ts-expect-error -- a member deep inside is too many
  answerSchema<Page>()(z.object({ url: z.string(), links: wider, title: z.string().optional() }));
  // @ts-expect-error -- a value may be null
  answerSchema<Page>()(z.object({ url: z.string().nullable(), links, title: z.string().optional() }));
  expect(good.safeParse({ url: 'https://site.gov/', links: [] }).success).toBe(true);
});
