import { acquireLease } from '#core/lease/acquire-lease.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { type Head, type headSchema, headKey, readHead } from '#core/tables/heads.ts';
import { PublishLost } from '#core/pack/write-head.ts';
import { RetryLater } from '#runtime/worker.ts';
import type { z } from 'zod';
import type { PackerDeps } from './worker.ts';

/** How often a version is made anew on top of another's that came first. */
const REBASES = 3;

/** What a head is before the index has its first version. */
const FIRST: Omit<z.infer<typeof headSchema>, 'pk' | 'sk' | 'lease_owner' | 'lease_sequence' | 'fence'> = {
  version: 0,
  manifest_key: '',
  manifest_sha256: '',
  deleted: false,
};

/**
 * Does work on an index as its only writer. When another's version came first, the work is done again on top of it.
 * @param work its signal aborts with `signal`, and when the lease is lost: another may be at work by then.
 * @throws {RetryLater} when another packer holds the lease and lives.
 */
export async function withLease<Result>(
  deps: Pick<PackerDeps, 'table' | 'clock' | 'random'> & {
    readonly settings: Pick<PackerDeps['settings'], 'lease_ms'>;
  },
  index: string,
  signal: AbortSignal,
  work: (lease: HeldLease, head: Head, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { table, clock, random, settings } = deps;
  await using lease = await acquireLease({
    table,
    name: 'heads',
    key: headKey(index),
    fields: { owner: 'lease_owner', sequence: 'lease_sequence', fence: 'fence' },
    owner: 'packer',
    length_ms: settings.lease_ms,
    clock,
    random,
    signal,
    // Long enough to see that a holder is dead, and then some.
    patience_ms: settings.lease_ms * 2,
    initial: FIRST,
  });
  if (lease === undefined) throw new RetryLater(settings.lease_ms, `another packer works on "${index}"`);
  const under = AbortSignal.any([signal, lease.lost]);
  for (let attempt = 1; ; attempt += 1) {
    const head = await readHead(table, index);
    if (head === undefined) throw new Error(`the head of "${index}" vanished under its lease`);
    try {
      return await work(lease, head, under);
    } catch (error) {
      if (!(error instanceof PublishLost) || attempt > REBASES || !lease.isHeld()) throw error;
    }
  }
}
