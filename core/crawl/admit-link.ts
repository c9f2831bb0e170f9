import { type Horizon, horizonOf } from './calendar-dates.ts';
import { cleanLink } from './clean-link.ts';
import { type PreparedRules, ruledOut } from './link-rules.ts';
import { trapOf } from './link-traps.ts';
import type { Trap } from './outcome.ts';
import { type MayReach, mayReach } from './scope.ts';
import { hostOf, pathOf } from './url.ts';

/** What a crawl makes of a link. */
export type LinkVerdict =
  /** It is followed by this URL: canonical, of the link's own origin. */
  | { readonly kind: 'ok'; readonly url: string }
  /** It leads out of the crawl's domains. */
  | { readonly kind: 'refused'; readonly by: 'domain'; readonly url: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly by: 'rule'; readonly url: string; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly by: 'trap';
      readonly trap: Trap;
      readonly url: string;
      readonly reason: string;
    };

/** By a rule or a trap: what an owner would want to see. That a link leads elsewhere is no news. */
export type Refusal = Extract<LinkVerdict, { readonly by: 'rule' | 'trap' }>;

/** What links of a crawl are held against beside its site's rules. */
export interface LinkContext {
  readonly mayReach: MayReach;
  readonly horizon: Horizon;
}

type CrawlOfLinks = { readonly domains: readonly string[]; readonly started_at_ms: number };

/** Of the crawl's own beginning, not of the moment: so a link has one verdict as long as the crawl goes on. */
export function linkContext({ domains, started_at_ms }: CrawlOfLinks): LinkContext {
  return { mayReach: mayReach(domains), horizon: horizonOf(started_at_ms) };
}

/**
 * Whether a crawl follows a link, and by which URL: is its host one of the crawl's domains; cut what names no page; do
 * the site's rules let it in; is it a trap. In that order: most links that go nowhere lead elsewhere, which is the
 * cheapest to see, and where a rule and a guard both refuse, the owner's word is the reason.
 *
 * Pure, linear in the length of the link, and never throws.
 *
 * @param link canonical.
 */
export function admitLink(
  link: string,
  rules: PreparedRules,
  { mayReach, horizon }: LinkContext,
): LinkVerdict {
  const host = hostOf(link);
  if (!mayReach(host))
    return { kind: 'refused', by: 'domain', url: link, reason: `${host} is not among the crawl's domains` };
  const url = cleanLink(link, rules.drop);
  const ruled = ruledOut(rules, pathOf(url));
  if (ruled !== undefined) return { kind: 'refused', by: 'rule', url, reason: ruled };
  const trap = trapOf(url, horizon, rules.ignored_traps);
  return trap === undefined ? { kind: 'ok', url } : { kind: 'refused', by: 'trap', url, ...trap };
}

/**
 * For pages that a crawl may reach: why the rules of its site would keep a link to it out; undefined where they would not.
 */
export function ruledOutBy(rules: PreparedRules, context: LinkContext): (url: string) => string | undefined {
  if (rules.include.length === 0 && rules.exclude.length === 0) return () => undefined;
  return (url) => {
    const verdict = admitLink(url, rules, context);
    return verdict.kind === 'refused' && verdict.by === 'rule' ? verdict.reason : undefined;
  };
}

/** For visits of a crawl: by which URL it reads what a page names as its own URL, if it does. */
export function readAs(rules: PreparedRules, context: LinkContext): (url: string) => string | undefined {
  return (url) => {
    const verdict = admitLink(url, rules, context);
    return verdict.kind === 'ok' ? verdict.url : undefined;
  };
}
