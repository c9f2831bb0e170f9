import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { startChild } from './child.ts';
import { QUEUE, WRITER_KINDS, type WriterKind } from './written.ts';

const WRITES = 5;
/** Syncs that one write needs: an object needs its bytes and its name. */
const NEEDED: Readonly<Record<WriterKind, number>> = { queue: 1, table: 1, objects: 2, scratch: 1 };

/** Why no process can be traced here; undefined when one can. */
function whyNot(): string | undefined {
  const tried = spawnSync('strace', ['-o', '/dev/null', process.execPath, '--version'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'strace is not installed';
  return tried.status === 0 ? undefined : `strace may not trace: ${tried.stderr.split('\n')[0] ?? ''}`;
}

const reason = whyNot();

describe(
  `a write is on the disk before it is acknowledged${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  { timeout: 60_000 },
  () => {
    for (const kind of WRITER_KINDS) {
      test.skipIf(reason !== undefined)(`to the ${kind}`, async () => {
        const data = await mkdtemp(path.join(tmpdir(), 'sitepack-sync-'));
        {
          await using queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
          await queue.create(QUEUE);
        }
        const log = path.join(data, 'strace.log');
        const strace = [
          'strace',
          '-f',
          '-qq',
          '-e',
          'trace=fsync,fdatasync,write',
          '-e',
          'signal=none',
          '-o',
          log,
        ];
        const child = startChild('./writer.ts', [kind, data, 'w', String(WRITES)], strace);
        expect((await child.ended()).code).toBe(0);
        const syncs = syncsBefore(await readFile(log, 'utf8'));
        expect(syncs).toHaveLength(WRITES);
        expect(Math.min(...syncs)).toBeGreaterThanOrEqual(NEEDED[kind]);
        await rm(data, { recursive: true });
      });
    }
  },
);

/** For each acknowledgement of the trace, in order: how many syncs ended well since the one before. */
function syncsBefore(trace: string): number[] {
  const found: number[] = [];
  let syncs = 0;
  for (const line of trace.split('\n')) {
    if (/\bf(?:data)?sync\b.*= 0$/.test(line)) syncs++;
    if (!/\bwrite\(1, "w-\d+\\n"/.test(line)) continue;
    found.push(syncs);
    syncs = 0;
  }
  return found;
}
