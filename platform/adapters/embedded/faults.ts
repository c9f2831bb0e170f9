import { type StoreErrorCode, explain } from '#adapters/shared/store-errors.ts';
import type { Fault } from './thread-protocol.ts';

/** Thrown by an operation that was asked for something it will not do, before it has written anything. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An error of an operation as plain data: a refusal keeps its code, anything else is explained. */
export function toFault(error: unknown, where: string): Fault {
  if (error instanceof Refused) return { code: error.code, message: error.message };
  const { code, message, cause } = explain(error, where);
  return { code, message, ...(cause instanceof Error ? { cause: cause.stack ?? cause.message } : {}) };
}
