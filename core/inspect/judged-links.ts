import { type LinkContext, admitLink } from '#core/crawl/admit-link.ts';
import type { Extracted, PageLink } from '#core/crawl/extracted.ts';
import type { PreparedRules } from '#core/crawl/link-rules.ts';

/** A link of a page, and what a crawl makes of it. */
export interface JudgedLink extends PageLink {
  readonly verdict: 'follow' | 'nofollow' | 'domain' | 'rule' | 'trap';
  /** By which URL it is followed, where that is not its own. */
  readonly cleaned?: string;
  /** Why it is not followed. */
  readonly reason?: string;
}

/** What a crawl makes of the links of a page, in their order. */
export function judgedLinks(
  { links, robots }: Pick<Extracted, 'links' | 'robots'>,
  rules: PreparedRules,
  context: LinkContext,
): JudgedLink[] {
  return links.map((link) => {
    const asks = robots.nofollow ? 'the page asks that no link of it be followed' : undefined;
    const reason = link.nofollow ? 'the link asks not to be followed' : asks;
    if (reason !== undefined) return { ...link, verdict: 'nofollow', reason };
    const verdict = admitLink(link.url, rules, context);
    if (verdict.kind === 'refused') return { ...link, verdict: verdict.by, reason: verdict.reason };
    return { ...link, verdict: 'follow', ...(verdict.url === link.url ? {} : { cleaned: verdict.url }) };
  });
}
