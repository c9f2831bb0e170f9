import type { WorkerRole } from '#runtime/worker.ts';

/** An installation of ten processes: two indexers, two crawlers, three searchers, one of each other kind. */
export const PROCESSES = [
  'indexer',
  'indexer',
  'crawler',
  'crawler',
  'timer',
  'packer',
  'orchestrator',
  'searcher',
  'searcher',
  'searcher',
] as const satisfies readonly WorkerRole[];
