import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkerRole } from '#runtime/worker.ts';

const CLI = fileURLToPath(new URL('../../app/cli/main.ts', import.meta.url));
/** Lines of its log that are kept, for the message when a test fails. */
const MOST_LINES = 200;

/** A test that ran out of time is left where it stands, and with it whoever would have ended its processes. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** `sitepack worker <roles>` in a process of its own. */
export class WorkerProcess implements AsyncDisposable {
  readonly roles: readonly WorkerRole[];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #lines: string[] = [];
  readonly #ready: Promise<void>;

  constructor(roles: readonly WorkerRole[], env: Readonly<Record<string, string>>) {
    this.roles = roles;
    this.#child = spawn(process.execPath, [CLI, 'worker', ...roles, '--port', '0'], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    alive.add(this.#child);
    void this.#ended.then(() => alive.delete(this.#child));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const note = (text: string): void => {
      this.#lines.push(...text.split('\n').filter((line) => line !== ''));
      this.#lines.splice(0, this.#lines.length - MOST_LINES);
      if (text.includes('Ctrl-C stops')) resolve();
    };
    this.#child.stdout?.setEncoding('utf8').on('data', note);
    this.#child.stderr?.setEncoding('utf8').on('data', note);
    void this.#ended.then(() => reject(new Error(`worker ${roles.join(' ')} ended:\n${this.log}`)));
    this.#ready = promise;
    // Whoever asks is told; nobody has to.
    promise.catch(() => undefined);
  }

  /** The last lines that it wrote. */
  get log(): string {
    return this.#lines.join('\n');
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when its workers have started. @throws when it ends before. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** `kill -9`, at whatever it is doing. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
