import { z } from 'zod';
import type { DropQuery } from './clean-link.ts';
import { cutText } from './cut-text.ts';
import { GUESSED_TRAPS, type Trap } from './outcome.ts';
import { matchesRobotsPattern, normalizeRobotsPattern, robotsSpellings } from './robots-match.ts';

const MOST_PATTERNS = 100;
const MOST_CHARS = 500;

const pattern = z
  .string()
  .max(MOST_CHARS)
  .regex(/^[/*]/, 'the beginning of a path, as in robots.txt: /news, /*.pdf$; it begins with "/" or "*"');

/**
 * Which pages of its site a crawl follows links to. Patterns are those of robots.txt (RFC 9309, section 2.2.3): the
 * beginning of path and query, `*` for anything, `$` for the end.
 *
 * `exclude` always wins, whichever is longer: so it is in Scrapy, Crawlee and Algolia's crawler, and who lists what must
 * not be read is not to find it read because another list has a longer line. The order of the lines means nothing.
 *
 * There are no regular expressions: those of JavaScript can take time without bound on a URL made for it.
 */
export const linkRulesSchema = z.strictObject({
  include: z
    .array(pattern)
    .max(MOST_PATTERNS)
    .optional()
    .describe(
      'Only links that match one of these are followed; all, when there are none. Pages that crawls brought in before and that match none leave the index with the next crawl, whether that sees the whole site or not.',
    ),
  exclude: z
    .array(pattern)
    .max(MOST_PATTERNS)
    .optional()
    .describe(
      'Links that match one of these are not followed, whatever `include` says. Pages that crawls brought in before leave the index with the next crawl, likewise.',
    ),
  drop_query: z
    .array(z.string().min(1).max(100))
    .max(MOST_PATTERNS)
    .optional()
    .describe(
      'Query parameters that are cut from links, by name; `*` at the end of one stands for anything.',
    ),
  ignore_traps: z
    .array(z.enum(GUESSED_TRAPS))
    .max(GUESSED_TRAPS.length)
    .optional()
    .describe(
      'Guards against links without end that are off: for sites with pages that look like traps ([links](links.md)). The page limit holds.',
    ),
});
export type LinkRules = z.infer<typeof linkRulesSchema>;

/** Rules in the form in which links are held against them. */
export interface PreparedRules {
  /** Both in the spelling of {@link normalizeRobotsPattern}. */
  readonly include: readonly string[];
  /** Sorted, so that the reason is the same whatever the order of the rules. */
  readonly exclude: readonly string[];
  readonly drop: DropQuery;
  /** Guards that are off. */
  readonly ignored_traps: ReadonlySet<Trap>;
}

export function prepareRules(rules: LinkRules): PreparedRules {
  const { include = [], exclude = [], drop_query = [], ignore_traps = [] } = rules;
  return {
    include: include.map(normalizeRobotsPattern),
    exclude: exclude.map(normalizeRobotsPattern).toSorted(),
    drop: {
      names: new Set(drop_query.filter((name) => !name.endsWith('*'))),
      prefixes: drop_query.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)),
    },
    ignored_traps: new Set(ignore_traps),
  };
}

/** Of a site without rules: every link is followed. */
export const NO_RULES = prepareRules({});

/**
 * Why the rules of a site keep a link out; undefined when they let it in. @param path path and query of a canonical URL.
 */
export function ruledOut({ include, exclude }: PreparedRules, path: string): string | undefined {
  if (include.length === 0 && exclude.length === 0) return undefined;
  const spellings = robotsSpellings(path);
  const excluding = exclude.find((one) => matchesRobotsPattern(one, spellings));
  if (excluding !== undefined) return `the site's rule "exclude ${cutText(excluding, 300)}" keeps it out`;
  if (include.length === 0 || include.some((one) => matchesRobotsPattern(one, spellings))) return undefined;
  return 'no "include" rule of the site lets it in';
}
