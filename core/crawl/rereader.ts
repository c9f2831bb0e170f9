import { type Page, isReread, readPage } from '#core/tables/pages.ts';
import type { Clock } from '#ports/clock.ts';
import { type Compute, ComputeTimeout } from '#ports/compute.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { contentKey } from './content.ts';
import type { PageRules } from './html/page-rules.ts';
import type { Outcome } from './outcome.ts';
import { rawKey } from './raw.ts';
import type { ContentReading } from './read-page.ts';
import { readBy } from './read-by.ts';
import type { ReadTasks } from './read-tasks.ts';
import { READ_TIMEOUT_MS } from './reader.ts';
import { indexRefusal } from './robots-directives.ts';
import { robotsToken } from './robots.ts';
import { superseded } from './superseded.ts';
import { pageKey } from './url.ts';
import type { Overrides } from './visit.ts';
import { BUSY_MS, type Claim, VisitClaims, rowKey } from './visit-claims.ts';

/** What reading a page anew came to. */
export type Reread =
  /** It comes out otherwise, and waits to be packed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'same' }
  /** It stays as it is: there is nothing to read, or it cannot be read. */
  | { readonly kind: 'kept'; readonly reason: string }
  /** Another worker visits it just now. */
  | { readonly kind: 'busy'; readonly retry_after_ms: number };

export interface RereadRequest {
  readonly index: string;
  /** Canonical. */
  readonly url: string;
  readonly overrides?: Overrides | undefined;
  /** How HTML pages are to be read, where that is set. */
  readonly rules?: PageRules | undefined;
}

interface Ports {
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly compute: Compute<ReadTasks>;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Reads pages anew from what is stored of them: rules of reading have changed, or this code has. Claims the page as a
 * visit does, so that neither undoes what the other found; when the page was fetched, and whether it was, stays as it is.
 */
export class Rereader {
  readonly #ports: Ports;
  readonly #agentToken: string;
  readonly #claims: VisitClaims;

  constructor(ports: Ports, settings: { readonly user_agent: string; readonly visit_ms: number }) {
    this.#ports = ports;
    this.#agentToken = robotsToken(settings.user_agent);
    this.#claims = new VisitClaims(ports, settings.visit_ms);
  }

  /** @throws whatever `signal` was aborted with. */
  async reread(page: RereadRequest, signal: AbortSignal): Promise<Reread> {
    const before = await readPage(this.#ports.table, page.index, pageKey(page.url));
    if (before === undefined || !isReread(before))
      return { kind: 'kept', reason: 'it is not in the index, or points elsewhere' };
    const claim = await this.#claims.take(page, before);
    if (typeof claim === 'number') return { kind: 'busy', retry_after_ms: claim };
    try {
      const reading = await this.#read(page, signal);
      if (reading.kind === 'page') return await this.#settle(page, claim, before, reading);
      await this.#claims.letGo(page, claim, before);
      return { kind: 'kept', reason: REASONS[reading.kind] };
    } catch (error) {
      await this.#claims.letGo(page, claim, before);
      throw error;
    }
  }

  async #read(page: RereadRequest, signal: AbortSignal) {
    const reading = await this.#readOnce(page, signal);
    // It may have been damaged on its way.
    return reading.kind === 'damaged' ? this.#readOnce(page, signal) : reading;
  }

  async #readOnce(page: RereadRequest, signal: AbortSignal) {
    const raw = await this.#ports.objects.get(rawKey(page.index, pageKey(page.url)));
    if (raw === undefined) return { kind: 'missing' } as const;
    const limits = { timeout_ms: READ_TIMEOUT_MS, signal };
    try {
      const stored = { raw, agentToken: this.#agentToken, rules: page.rules };
      return await this.#ports.compute.run('reread_page', stored, limits);
    } catch (error) {
      if (error instanceof ComputeTimeout) return { kind: 'too_slow' } as const;
      throw error;
    }
  }

  async #settle(
    page: RereadRequest,
    claim: Claim,
    before: Page,
    { hash, content, robots }: ContentReading & { kind: 'page' },
  ): Promise<Reread> {
    const asked = indexRefusal(robots, this.#ports.clock.now());
    const refusal = page.overrides?.ignore_noindex === true ? undefined : asked;
    const state = refusal === undefined ? 'present' : 'absent';
    if (hash === before.content_hash && state === before.state) {
      await this.#claims.letGo(page, claim, before);
      return { kind: 'same' };
    }
    const { pk, sk } = rowKey(page);
    await this.#ports.objects.put(contentKey(pk, sk, hash), content);
    const set = {
      visit_owner: '',
      attempts: before.attempts,
      state,
      ...(state === before.state ? {} : { outcome: outcomeOf(refusal) }),
      directives: { noindex: robots.noindex, unavailable_after_ms: robots.unavailable_after_ms },
      ...(state === 'present' || before.state === 'present' ? { mark: 'pending' } : {}),
      content_hash: hash,
      read_by: readBy(page.rules),
      ...(hash === before.content_hash ? {} : { superseded: superseded(before, hash) }),
    };
    const { table, objects } = this.#ports;
    const written = await table.update('pages', { pk, sk }, { set }, { visit_owner: claim.owner });
    if (written !== undefined) return { kind: 'changed' };
    // We took too long and another visited the page: what that one wrote stands. Or its index was deleted.
    if ((await readPage(table, pk, sk)) === undefined) await objects.delete([contentKey(pk, sk, hash)]);
    return { kind: 'busy', retry_after_ms: BUSY_MS };
  }
}

const REASONS = {
  missing: 'nothing is stored of it',
  damaged: 'what is stored of it is damaged',
  too_slow: `reading it took longer than ${READ_TIMEOUT_MS / 1000} s`,
  unsupported: 'its type is not read any more',
} as const;

function outcomeOf(refusal: string | undefined): Outcome {
  return refusal === undefined
    ? { kind: 'indexed', reason: 'read anew from storage' }
    : { kind: 'refused', by: 'noindex', reason: `${refusal}; read anew from storage` };
}
