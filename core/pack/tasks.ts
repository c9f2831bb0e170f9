import { buildTasks } from './build-tasks.ts';
import { searchTasks } from './search-tasks.ts';

/** Everything about packs that would hold up an event loop; the module that a thread of Compute loads. */
export const tasks = { ...buildTasks, ...searchTasks };
export type PackTasks = typeof tasks;
