import { urlOf } from '#core/crawl/url.ts';
import type { VisitRequest } from '#core/crawl/visit.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { IndexSettings } from './index-settings.ts';
import { visitSettings } from './visit-settings.ts';

/**
 * How a page of a crawl is visited. The start page is asked for in every crawl: so each one learns whether its site is
 * there. So is a known page, which is opened to learn whether that is there.
 * @param page its URL is canonical.
 */
export function crawlVisitSettings(
  settings: IndexSettings,
  crawl: Crawl,
  { url, known }: { readonly url: string; readonly known?: boolean | undefined },
): ReturnType<typeof visitSettings> & Pick<VisitRequest, 'hall_pass'> {
  const visit = { ...visitSettings(settings, url), hall_pass: crawl.hall_pass };
  return url === urlOf(crawl) || known === true ? { ...visit, revisit_days: undefined } : visit;
}
