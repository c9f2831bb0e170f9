import { hostOf } from '#core/crawl/url.ts';
import type { VisitRequest } from '#core/crawl/visit.ts';
import type { IndexSettings } from './index-settings.ts';
import { credentialsOf } from './request-settings.ts';

type VisitSettings = Pick<VisitRequest, 'overrides' | 'credentials' | 'grace' | 'revisit_days' | 'rules'>;
type Prepared = Omit<VisitSettings, 'overrides'> & {
  readonly ignore_robots: ReadonlySet<string>;
  readonly ignore_noindex: ReadonlySet<string>;
};

/** Where no other is set: as long as an adaptive schedule leaves a whole site alone at most (schedule.ts). */
const REVISIT_DAYS = 30;

/** By the settings that they were made of: those are shared by all pages of some seconds. */
const made = new WeakMap<IndexSettings, Prepared>();

/**
 * How a page of an index is visited: what is overridden at its host, what its hosts are told, and how it is read.
 * @param url canonical.
 */
export function visitSettings(settings: IndexSettings, url: string): VisitSettings {
  const { ignore_robots, ignore_noindex, ...visit } = prepared(settings);
  const host = hostOf(url);
  const overrides = { ignore_robots: ignore_robots.has(host), ignore_noindex: ignore_noindex.has(host) };
  return { ...visit, overrides };
}

function prepared(settings: IndexSettings): Prepared {
  const known = made.get(settings);
  if (known !== undefined) return known;
  const { crawl = {}, request, read } = settings;
  const { grace_days, grace_tries, revisit, revisit_days = REVISIT_DAYS } = crawl;
  const ready = {
    ignore_robots: new Set(crawl.ignore_robots),
    ignore_noindex: new Set(crawl.ignore_noindex),
    credentials: request === undefined ? undefined : credentialsOf(request),
    revisit_days: revisit === 'adaptive' ? revisit_days : undefined,
    grace: { days: grace_days, tries: grace_tries },
    rules: read,
  };
  made.set(settings, ready);
  return ready;
}
