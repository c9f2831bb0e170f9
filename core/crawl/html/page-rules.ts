import { z } from 'zod';
import { selectorFault } from './css-selector.ts';

/**
 * How the pages of a site are read, where it says so: by CSS selectors. A page is then read as a tree, which takes 1.4
 * times as long.
 */

/** Selectors of what is left out, and fields. */
const MAX_EXCLUDED = 50;
const MAX_FIELDS = 20;

const selector = z.string().superRefine((text, context) => {
  const fault = selectorFault(text);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} ${fault}` });
});
const attribute = z.string().regex(/^[a-zA-Z_:][\w:.-]{0,99}$/, 'the name of an attribute');
const fieldName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and _, a letter first');

export const pageRulesSchema = z.strictObject({
  title: selector.optional().describe('Its first match is the title.'),
  body: selector
    .optional()
    .describe(
      'Its matches are the content, menus in them too. A page without one is read as if there were no such rule.',
    ),
  sections: selector
    .optional()
    .describe(
      'Its matches are headings of sections, beside `h1` to `h6`: hits lead to those that have an `id`, or stand in or right behind what has one.',
    ),
  exclude: z
    .array(selector)
    .max(MAX_EXCLUDED)
    .optional()
    .describe('Their matches are not searched. Links in them are followed all the same.'),
  fields: z
    .record(
      fieldName,
      z.union([selector, z.strictObject({ selector, attribute })], {
        error: 'a CSS selector, or {"selector", "attribute"}',
      }),
    )
    .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, { error: `at most ${MAX_FIELDS} fields` })
    .optional()
    .describe(
      'Fields of your own, by name: a CSS selector stands for the text of each match, {"selector", "attribute"} for an attribute of it.',
    ),
});
export type PageRules = z.infer<typeof pageRulesSchema>;
