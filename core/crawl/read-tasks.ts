import { inspectPage } from '../inspect/inspect-page.ts';
import { readPageResponse } from './read-page.ts';
import { rereadPage } from './reread-page.ts';
import { readSitemapResponse, readStoredSitemap } from './sitemap/read-sitemap.ts';

/** What an indexer or a crawler has done in its threads: a page of any size or malice holds up nothing else there. */
export const tasks = {
  read_page: readPageResponse,
  reread_page: rereadPage,
  read_sitemap: readSitemapResponse,
  read_stored_sitemap: readStoredSitemap,
  inspect_page: inspectPage,
  /** Answers when the thread has loaded what it needs. */
  ready: (question: null): boolean => question === null,
};
export type ReadTasks = typeof tasks;
