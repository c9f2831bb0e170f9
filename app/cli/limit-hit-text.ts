import type { EndingLimit } from '#core/crawl/outcome.ts';
import { formatCount } from './format.ts';

/** What of a report says that a limit cut its crawl. */
interface LimitHit {
  readonly ended_by?: EndingLimit | undefined;
  readonly known_pages?: { readonly asked: number; readonly kept: number } | undefined;
}

/** That a limit cut a crawl, which if it is one that ends crawls, and what is kept because of it, for a person. */
export function limitHitText({ ended_by, known_pages = { asked: 0, kept: 0 } }: LimitHit): string {
  const what =
    ended_by === undefined
      ? 'A limit kept links out'
      : `It ended at its limit of ${ended_by === 'bytes' ? 'bytes' : 'time'}`;
  const { asked, kept } = known_pages;
  const stay =
    kept === 1 ? 'known page that it did not reach stays' : 'known pages that it did not reach stay';
  return [
    `${what}: it did not see the whole site.`,
    ...(kept > 0 ? [`${formatCount(kept)} ${stay} in the index, gone or not.`] : []),
    ...(asked > 0 ? [`At its end it asked for ${formatCount(asked)} that nothing had led to.`] : []),
  ].join(' ');
}
