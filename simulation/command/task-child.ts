/** A process of {@link TaskChild}: makes the runs that it is told to, one after the other. */
import { endCleanly } from './clean-end.ts';
import { runTask } from './run-task.ts';
import { taskSchema } from './task.ts';

// A terminal's SIGINT goes to all processes of the command: it is the first that ends by it.
process.on('SIGINT', () => undefined);
endCleanly('SIGTERM', 'SIGHUP');
process.on('message', (message) => {
  void runTask(taskSchema.parse(message)).then((result) => process.send?.(result));
});
// Whoever wants the results is gone.
process.on('disconnect', () => process.exit());
