import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { run } from '../program.ts';

/** A shell with a data folder of its own, that keeps what commands print. */
export interface TestShell extends Shell, AsyncDisposable {
  /** Lines of standard output so far, and parts of it that were written as they are. */
  readonly out: string[];
  /** Lines of standard error so far. */
  readonly err: string[];
  /** What standard input has. */
  input: string;
  /** What a person types when asked; undefined when nobody is there. */
  typed: string | undefined;
  interrupt(): void;
  /** Runs `sitepack` with these words. */
  sitepack(...words: string[]): Promise<ExitCode>;
}

export async function testShell(env: Record<string, string> = {}): Promise<TestShell> {
  const data = await mkdtemp(join(tmpdir(), 'sitepack-cli-'));
  const out: string[] = [];
  const err: string[] = [];
  const interruption = new AbortController();
  const shell: TestShell = {
    env: { SITEPACK_DATA: data, SITEPACK_LOG: 'silent', ...env },
    out,
    err,
    input: '',
    typed: undefined,
    print: (line) => void out.push(line),
    write(text) {
      out.push(text);
      return Promise.resolve();
    },
    note: (line) => void err.push(line),
    redraw: (text) => void err.push(text),
    live: false,
    styled: false,
    get interactive() {
      return shell.typed !== undefined;
    },
    ask: () => Promise.resolve(shell.typed),
    readInput(max_bytes) {
      if (shell.input.length > max_bytes) return Promise.reject(new UsageError('too long'));
      return Promise.resolve(shell.input);
    },
    interrupted: interruption.signal,
    interrupt: () => interruption.abort(),
    sitepack: (...words) => run(words, shell, '1.2.3'),
    async [Symbol.asyncDispose]() {
      await rm(data, { recursive: true, force: true });
    },
  };
  return shell;
}
