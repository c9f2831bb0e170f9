import type { Bench } from '../bench.ts';
import { type SectionResult, sectionResult } from '../figure.ts';
import { runJob } from '../run-job.ts';
import type { SearchInput } from './search-input.ts';

const QUERIES = 600;
const QUICK_QUERIES = 50;
const TIMEOUT_MS = 120_000;

/** Searches of the crawled manual: over HTTP, and by raw FTS5 on the same pack. */
export async function searchSection(bench: Bench): Promise<SectionResult> {
  const { url } = await bench.served();
  const input: SearchInput = { url, queries: bench.options.quick ? QUICK_QUERIES : QUERIES };
  const script = new URL('./measure-search.ts', import.meta.url);
  return runJob({ script, input, result: sectionResult, timeout_ms: TIMEOUT_MS, signal: bench.signal });
}
