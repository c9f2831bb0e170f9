import { constants as os } from 'node:os';
import { removeRunFolders } from '../run-folders.ts';

/** Leaves no folder of a run behind, however the process ends that can still do something about it. */
export function endCleanly(...signals: readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[]): void {
  process.on('exit', removeRunFolders);
  // As a shell tells that a signal ended a process.
  for (const signal of signals) process.on(signal, () => process.exit(128 + os.signals[signal]));
}
