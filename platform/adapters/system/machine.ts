import { availableParallelism, hostname, loadavg, totalmem } from 'node:os';
import { statfsSync } from 'node:fs';

const MB = 2 ** 20;

/** How this machine is doing: cores, memory and disk in MB, the load average of one minute. */
export function describeMachine(folder: string): {
  cores: number;
  memory_mb: number;
  load: number;
  disk_mb: number;
} {
  const disk = statfsSync(folder);
  return {
    cores: availableParallelism(),
    memory_mb: Math.floor(totalmem() / MB),
    load: loadavg()[0] ?? 0,
    disk_mb: Math.floor((disk.blocks * disk.bsize) / MB),
  };
}

/** This process, as people find it. */
export function describeProcess(): { host: string; pid: number } {
  return { host: hostname(), pid: process.pid };
}
