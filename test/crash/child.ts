import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A child of a test, and the whole lines that it wrote. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves when it has written so many lines. @throws when it ends before. */
  written(count: number): Promise<void>;
  /** Resolves when it has ended, with everything it wrote. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs a script of this folder, with this Node. `before` stands before the command, such as a tracer. */
export function startChild(script: string, args: readonly string[], before: readonly string[] = []): Child {
  const [command = process.execPath, ...rest] = [
    ...before,
    process.execPath,
    fileURLToPath(new URL(script, import.meta.url)),
    ...args,
  ];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let rest_of_line = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest_of_line + text).split('\n');
    rest_of_line = parts.pop() ?? '';
    lines.push(...parts);
    child.emit('lines');
  });
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  let is_closed = false;
  void closed.then(() => (is_closed = true));
  return {
    process: child,
    lines,
    async written(count) {
      while (lines.length < count) {
        if (is_closed) throw new Error(`${script} ended after ${lines.length} of ${count} lines`);
        await Promise.race([once(child, 'lines'), closed]);
      }
    },
    async ended() {
      const [code, signal] = await closed;
      return { code, signal };
    },
  };
}
