import { writeSync } from 'node:fs';

const STDOUT = 1;
const FULL_MS = 1;

/** Writes to standard output before it returns: what was told was done. Waits while the pipe is full. */
export function tell(text: string): void {
  for (let rest: Uint8Array = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}
