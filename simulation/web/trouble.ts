import type { WebErrorCode } from '#ports/web.ts';
import type { Seeded } from '../kernel/seeded.ts';

/** What a site does for a while in place of answering. */
export type Trouble =
  | { readonly kind: 'status'; readonly status: number; readonly retry_after?: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'error'; readonly code: WebErrorCode };

export interface TroubleSpan {
  /** Path and query, canonical; absent when all of the site is in trouble. */
  readonly path?: string;
  /** Virtual ms. */
  readonly from_ms: number;
  readonly until_ms: number;
  readonly trouble: Trouble;
}

const CODES = [
  'connection_failed',
  'connection_failed',
  'dns_failed',
  'bad_response',
  'tls_failed',
  'bad_encoding',
] as const satisfies readonly WebErrorCode[];
/** Seconds, or a date that is long past. */
const RETRY_AFTER = ['0', '1', '2', '5', '10', 'Thu, 01 Jan 2015 00:00:00 GMT', 'soon'] as const;

export function drawTrouble(chance: Seeded): Trouble {
  const draw = chance.float();
  if (draw < 0.2) return { kind: 'hang' };
  if (draw < 0.45) return { kind: 'error', code: chance.pick(CODES) };
  if (draw < 0.7) return { kind: 'status', status: chance.pick([500, 502, 504, 408, 599]) };
  const status = chance.pick([429, 503]);
  return chance.chance(0.8)
    ? { kind: 'status', status, retry_after: chance.pick(RETRY_AFTER) }
    : { kind: 'status', status };
}

/** How long a trouble goes on, in ms: mostly moments, so that another try may help. */
export function drawTroubleLength(chance: Seeded): number {
  return Math.round(500 * 60 ** chance.float());
}

export function troubleText(trouble: Trouble): string {
  if (trouble.kind === 'hang') return 'hangs';
  return trouble.kind === 'error' ? trouble.code : `answers ${trouble.status}`;
}
