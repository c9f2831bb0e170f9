import type { Page } from '#core/tables/pages.ts';
import type { Outcome } from './outcome.ts';

/** Failures of a host, or of the way to it: all of its pages have them. */
const OF_HOSTS: ReadonlySet<string> = new Set([
  'dns_failed',
  'connection_failed',
  'tls_failed',
  'proxy_failed',
  'host_failing',
  'aborted',
]);

/**
 * Whether what a page linked to, when it was read last, is followed in place of what it links to now: it was there, and fails
 * by itself. Else pages that nothing else leads to would not be asked for as long as it fails, and leave with it when it
 * is given up. Of a host that fails as a whole nothing is followed: all of it would be asked for in vain.
 */
export function leadsOn(outcome: Outcome, page: Pick<Page, 'state' | 'failing'> | undefined): boolean {
  if (outcome.kind !== 'failed' || OF_HOSTS.has(outcome.code)) return false;
  return page?.state === 'present' || page?.failing?.given_up === true;
}
