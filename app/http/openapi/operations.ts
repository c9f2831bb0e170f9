import { ADMIN_OPERATIONS } from './admin-operations.ts';
import { CLUSTER_OPERATIONS } from './cluster-operations.ts';
import { CRAWL_OPERATIONS } from './crawl-operations.ts';
import { EXPLAIN_OPERATION } from './explain-operation.ts';
import { INDEX_OPERATIONS } from './index-operations.ts';
import type { Operation } from './operation.ts';
import { PAGE_OPERATIONS } from './page-operations.ts';
import { PROCESS_OPERATIONS } from './process-operations.ts';
import { SEARCHES_OPERATIONS } from './searches-operations.ts';
import { SEARCH_OPERATIONS } from './search-operations.ts';

/** Every operation there is, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...SEARCH_OPERATIONS,
  ...SEARCHES_OPERATIONS,
  ...INDEX_OPERATIONS,
  EXPLAIN_OPERATION,
  ...CRAWL_OPERATIONS,
  ...CLUSTER_OPERATIONS,
  ...ADMIN_OPERATIONS,
  ...PROCESS_OPERATIONS,
  ...PAGE_OPERATIONS,
];
