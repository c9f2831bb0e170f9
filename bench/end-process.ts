import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How long a process may take to end when asked to. */
const GRACE_MS = 3000;

/** Ends a process that we started, by its id: asked first, then killed. Returns when it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || isGone(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  try {
    await gone;
  } finally {
    clearTimeout(late);
  }
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
