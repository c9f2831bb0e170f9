import { errorCode } from '#adapters/shared/error-code.ts';

/** What a pool sends to a thread: one task at a time. */
export interface TaskRequest {
  readonly name: string;
  readonly input: unknown;
}

/** What the thread answers: a value, or an error as far as it can be cloned. */
export type TaskAnswer = { readonly value: unknown } | { readonly error: TaskFault };

export interface TaskFault {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** An error as plain data. */
export function toFault(error: unknown): TaskFault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const code = errorCode(error) === '' ? {} : { code: errorCode(error) };
  return {
    name: error.name,
    message: error.message,
    ...code,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

/** An error of a task, with the name, code, message and stack that it had on its thread. Tell them apart by `code`. */
export class TaskError extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  constructor(fault: TaskFault) {
    super(fault.message);
    this.name = fault.name;
    this.code = fault.code;
    if (fault.stack !== undefined) this.stack = fault.stack;
  }
}
