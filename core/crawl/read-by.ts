import { hash } from 'node:crypto';
import { CONTENT_FORMAT } from './content.ts';
import type { PageRules } from './html/page-rules.ts';

/** Enough to tell apart what was ever set for one index. */
const HEX = 16;

/**
 * Names the rules by which a page is read: those of its index, and the format of what is kept of it. Content of a page
 * that was read by others can be another though its site said the same. The same rules written down in another order
 * have another name.
 */
export function readBy(rules: PageRules | undefined): string {
  return hash('sha256', `${CONTENT_FORMAT} ${JSON.stringify(rules ?? {})}`, 'hex').slice(0, HEX);
}
