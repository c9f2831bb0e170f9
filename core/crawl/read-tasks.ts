import { readPageResponse } from './read-page.ts';

/** What an indexer or a crawler has done in its threads: a page of any size or malice holds up nothing else there. */
export const tasks = {
  read_page: readPageResponse,
  /** Answers when the thread has loaded what it needs. */
  ready: (question: null): boolean => question === null,
};
export type ReadTasks = typeof tasks;
