import type { WebError, WebErrorCode } from '#ports/web.ts';
import type { Outcome } from './outcome.ts';
import { HostFailing } from './polite-web.ts';
import type { Reading } from './reading.ts';
import type { RobotsTrouble } from './robots-cache.ts';
import type { RobotsVerdict } from './robots-match.ts';

/** A page that robots.txt forbids; undefined when it does not. */
export function forbidden(verdict: RobotsVerdict): Reading | undefined {
  if (verdict.allowed) return undefined;
  const reason = cut(verdict.rule);
  return { outcome: { kind: 'refused', by: 'robots', reason }, links: [], state: 'absent' };
}

/** A page of a host whose robots.txt cannot be had. */
export function withoutRobots(trouble: RobotsTrouble): Reading {
  // The host itself cannot be had, and its pages no more than its robots.txt.
  if (typeof trouble !== 'number') return failed(trouble);
  const reason = `robots.txt answers ${trouble}, so whether the page may be read is not known`;
  return {
    outcome: { kind: 'refused', by: 'robots_unavailable', reason },
    links: [],
    retry: { after_ms: 0 },
  };
}

/** A page of a host that gave no response, or is not asked for one. */
export function failed(error: WebError | HostFailing): Reading {
  const reason = cut(error.message);
  const outcome: Outcome =
    error.code === 'address_refused'
      ? { kind: 'refused', by: 'address', reason }
      : { kind: 'failed', code: error.code, reason };
  return { outcome, links: [], ...(isOurs(outcome) ? { unasked: true } : {}), ...retryOf(error) };
}

/** Whether a failure is that of our own way to the web: the site was not asked, and it says nothing of the page. */
export function isOurs(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && outcome.code === OURS;
}

const OURS: WebErrorCode = 'proxy_failed';

function retryOf(error: WebError | HostFailing): Pick<Reading, 'retry'> {
  if (error instanceof HostFailing) return { retry: { after_ms: error.retry_after_ms } };
  return error.transient ? { retry: { after_ms: 0 } } : {};
}

/** What an outcome may say is bounded. */
export function cut(text: string, most = 1000): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
