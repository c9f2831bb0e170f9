/**
 * Links that a crawl did not follow, by why: `rule`, a trap, `domain`, `folder` (of a sitemap), `nofollow`, or a limit
 * (`depth`, `pages`, `page_links` of one page, `bytes`, `seconds`).
 */
export type LinkCounts = Readonly<Record<string, number>>;

export function addCounts(a: LinkCounts, b: LinkCounts): LinkCounts {
  const sum = { ...a };
  for (const [why, count] of Object.entries(b)) sum[why] = (sum[why] ?? 0) + count;
  return sum;
}

/** Of two counts that may each be short of some, what is known of each reason: the greater one. */
export function mostOf(a: LinkCounts, b: LinkCounts): LinkCounts {
  const most = { ...a };
  for (const [why, count] of Object.entries(b)) most[why] = Math.max(most[why] ?? 0, count);
  return most;
}
