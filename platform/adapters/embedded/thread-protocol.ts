import type { StoreErrorCode } from '#adapters/shared/store-errors.ts';

/**
 * What passes between an adapter and the thread that holds its files. Requests go over in batches, one per turn of the
 * event loop, and are answered in the order in which they were posted: a message costs far more than what is in it.
 */

/** The operations that a thread offers: plain data in, plain data out. */
export interface OperationMap {
  // Method parameters are bivariant, so any function of one argument fits.
  [name: string]: { bivarianceHack(input: never): unknown }['bivarianceHack'];
}

export type Request = readonly [name: string, input: unknown];

export type Answer = { readonly value: unknown } | { readonly fault: Fault };

/** An error as plain data. */
export interface Fault {
  readonly code: StoreErrorCode;
  readonly message: string;
  readonly cause?: string;
}

/** From the adapter: some requests, or the wish to end after the last of them. */
export type Inbound = readonly Request[] | 'close';

/** From the thread: answers, or something that it noticed by itself. */
export type Outbound = readonly Answer[] | { readonly notice: unknown };
