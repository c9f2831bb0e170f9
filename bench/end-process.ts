import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How long a process may take to end when asked to. */
const GRACE_MS = 3000;

/**
 * Ends a process that we started, by its id: asked first, then killed. Returns when it is gone.
 * @param patience_ms how long it may go on by itself before it is asked; one that has done its work is about to end.
 */
export async function endProcess(child: ChildProcess, patience_ms = 0): Promise<void> {
  if (child.pid === undefined || isGone(child)) return;
  const gone = once(child, 'exit');
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), patience_ms),
    setTimeout(() => child.kill('SIGKILL'), patience_ms + GRACE_MS),
  ];
  try {
    await gone;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
