import { cut } from './unread.ts';
import type { Reading } from './reading.ts';
import { MOST_REDIRECTS, type VisitRequest } from './visit.ts';

/** What a redirect makes of a visit. @param to where to, canonical; undefined where that can be no page. */
export function redirected(
  { url, redirects }: Pick<VisitRequest, 'url' | 'redirects'>,
  to: string | undefined,
  status: number,
): Reading {
  const fail = (code: string, reason: string): Reading => ({
    outcome: { kind: 'failed', code, status, reason },
    links: [],
  });
  if (to === undefined)
    return fail('bad_redirect', `answered ${status} without a Location that can be a page`);
  if (to === url || redirects.includes(to))
    return fail('redirect_loop', cut(`redirects in a circle, by ${to}`));
  if (redirects.length >= MOST_REDIRECTS)
    return fail('too_many_redirects', `more than ${MOST_REDIRECTS} redirects in a row`);
  return {
    outcome: { kind: 'redirected', to, status, reason: `answered ${status}` },
    links: [to],
    state: 'absent',
  };
}
