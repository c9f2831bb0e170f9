import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_mb: number;
  readonly node: string;
  readonly platform: string;
  /** Processes that wanted a core during the minute before: much above 0, and the figures are somebody else's too. */
  readonly load_before: number;
}

/** Where the figures were taken. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_mb: Math.floor(totalmem() / 2 ** 20),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load_before: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
