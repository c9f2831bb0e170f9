import type { ApiClient } from './api-client.ts';
import { type IndexSummary, indexList } from './api-schemas.ts';
import { formatBytes, formatTable, formatTime } from './format.ts';

/** Every index, page by page. */
export async function readIndexes(api: ApiClient): Promise<IndexSummary[]> {
  const indexes: IndexSummary[] = [];
  let after: string | null = '';
  while (after !== null) {
    const path: string = `/v1/indexes?limit=1000&after=${encodeURIComponent(after)}`;
    const { body } = await api.get(path, indexList);
    indexes.push(...body.indexes);
    after = body.next;
  }
  return indexes;
}

/** Before the first version: its crawl goes on, or found nothing that can be read. */
const NEVER = 'never packed';

/** Indexes, one a line. */
export function indexTable(indexes: readonly IndexSummary[]): string {
  const rows = indexes.map((entry) => [
    entry.index,
    entry.version === 0 ? NEVER : entry.version,
    entry.serving_version === null ? '-' : String(entry.serving_version),
    entry.documents,
    formatBytes(entry.bytes),
    formatTime(entry.updated_at_ms),
    entry.held === null ? '' : 'HELD',
  ]);
  return formatTable(['INDEX', 'VERSION', 'SERVING', 'DOCUMENTS', 'SIZE', 'MADE (UTC)', ''], rows);
}
