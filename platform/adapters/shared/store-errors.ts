import { asError, errorCode } from './error-code.ts';

export type StoreErrorCode =
  | 'disk_full'
  | 'store_busy'
  | 'store_closed'
  | 'store_failed'
  | 'bad_cursor'
  | 'bad_name'
  // These leave an adapter as the errors of its port.
  | 'queue_missing'
  | 'row_too_large'
  | 'object_too_large';

/** A store on this machine could not do what it was asked to. `cause` has what the system said. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Says what an error of SQLite or the file system means for the store in `where`. */
export function explain(error: unknown, where: string): StoreError {
  if (error instanceof StoreError) return error;
  const cause = asError(error);
  const code = errorCode(cause);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError(
      'disk_full',
      `the disk that holds ${where} is full; nothing was written, free some space`,
      { cause },
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new StoreError('store_busy', `another process holds ${where} for too long; end it, or try again`, {
      cause,
    });
  }
  return new StoreError('store_failed', `${where} cannot be used: ${code} ${cause.message}`, { cause });
}
