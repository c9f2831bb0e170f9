/** What a command has of the process that it runs in, so that tests can stand in for it. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the result, to standard output. */
  print(line: string): void;
  /** Writes a part of the result as it is, to standard output. @returns when there is room for more. */
  write(text: string): Promise<void>;
  /** Writes a line beside the result, to standard error. */
  note(line: string): void;
  /** Shows text in place of what was shown before, on a terminal; an empty text ends that. */
  redraw(text: string): void;
  /** Whether a person looks at standard error, so that `redraw` makes sense. */
  readonly live: boolean;
  /** Whether standard output is a terminal, which understands bold and the like. */
  readonly styled: boolean;
  /** Whether questions can be answered. */
  readonly interactive: boolean;
  /** Asks on the terminal; undefined when the answer will not come. */
  ask(question: string): Promise<string | undefined>;
  /** Standard input to its end. @throws {UsageError} when it is longer than `max_bytes`. */
  readInput(max_bytes: number): Promise<string>;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
}

/** 0 done, 1 failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** The command was called in a way that it cannot be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** The command did not do what it was asked for; the message says why and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly code = 'failed';
}
