/** A process of {@link TaskChild}: makes the runs that it is told to, one after the other. */
import { runTask } from './run-task.ts';
import { taskSchema } from './task.ts';

process.on('message', (message) => {
  void runTask(taskSchema.parse(message)).then((result) => process.send?.(result));
});
// Whoever wants the results is gone.
process.on('disconnect', () => process.exit());
