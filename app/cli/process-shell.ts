import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { createLogUpdate } from 'log-update';
import { type Shell, UsageError } from './shell.ts';

/** As shells report a process that SIGINT ended. */
const EXIT_INTERRUPTED = 130;

/** The shell of this process. The first Ctrl-C or SIGTERM aborts `interrupted`; a second one ends the process at once. */
export function processShell(): Shell {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(EXIT_INTERRUPTED);
    interruption.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that has enough ("| head") closes the pipe: nothing is wrong then, and nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  const updater = createLogUpdate(process.stderr);
  return {
    env: process.env,
    print: (line) => void process.stdout.write(`${line}\n`),
    async write(text) {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    note: (line) => void process.stderr.write(`${line}\n`),
    redraw(text) {
      if (text === '') {
        updater.clear();
        updater.done();
      } else {
        updater(text);
      }
    },
    live: process.stderr.isTTY,
    styled: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    ask: (question) => ask(question, interruption.signal),
    readInput,
    interrupted: interruption.signal,
  };
}

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  using terminal = createInterface({ input: process.stdin, output: process.stderr });
  // In raw mode the terminal does not make a signal of Ctrl-C: readline gets the key.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await terminal.question(question, { signal });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return undefined;
    throw error;
  }
}

async function readInput(max_bytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > max_bytes)
      throw new UsageError(`standard input has more than the ${max_bytes} bytes that fit`);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
