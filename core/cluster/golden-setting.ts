import { z } from 'zod';
import { canonicalUrl, pathOf } from '#core/crawl/url.ts';

/** Golden queries of an index. All of them are asked of two versions before one is published. */
export const MAX_GOLDEN = 50;
const MAX_QUERY_CHARS = 200;
const MAX_TOP = 100;

/** A query, and the page that is to be among its first hits. */
export const goldenSettingSchema = z.strictObject({
  query: z.string().trim().min(1).max(MAX_QUERY_CHARS),
  /** A URL, or a path, which any site of the index may have. */
  expected: z
    .string()
    .max(2048)
    .refine((expected) => isExpected(expected), {
      error: 'a URL, whole, with its scheme, or a path that begins with "/"',
    }),
  top: z.int().min(1).max(MAX_TOP).default(10),
});
export type GoldenSetting = z.infer<typeof goldenSettingSchema>;

/**
 * The place of the page that is expected, from 1; null when it is none of the hits.
 * @param ids of the hits, the best first: canonical URLs, or whatever a client calls its documents.
 */
export function placeOfExpected(expected: string, ids: readonly string[]): number | null {
  const isPath = expected.startsWith('/');
  const wanted = canonicalUrl(expected, ANY_SITE) ?? expected;
  const place = ids.findIndex((id) =>
    isPath ? canonicalUrl(id) === id && pathOf(id) === pathOf(wanted) : id === wanted || id === expected,
  );
  return place < 0 ? null : place + 1;
}

/** What a path is read against. */
const ANY_SITE = 'https://any.test/';

function isExpected(expected: string): boolean {
  if (expected.startsWith('//')) return false;
  return canonicalUrl(expected, expected.startsWith('/') ? ANY_SITE : undefined) !== undefined;
}
