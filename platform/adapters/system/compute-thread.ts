/** Entry of a thread of {@link ThreadPool}: loads the module with the tasks and runs one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { type TaskAnswer, type TaskRequest, toFault } from './compute-protocol.ts';

if (parentPort === null) throw new Error('compute-thread.ts runs in a worker thread only');
const port = parentPort;
const { module }: { module: string } = workerData;
const loaded: { tasks?: Record<string, (input: unknown) => unknown> } = await import(module);
const tasks = loaded.tasks;
if (tasks === undefined) throw new Error(`${module} exports no "tasks"`);

async function answer(request: TaskRequest): Promise<TaskAnswer> {
  try {
    const task = tasks !== undefined && Object.hasOwn(tasks, request.name) ? tasks[request.name] : undefined;
    if (task === undefined) throw new TypeError(`${module} has no task "${request.name}"`);
    return { value: await task(request.input) };
  } catch (error) {
    return { error: toFault(error) };
  }
}

async function serve(request: TaskRequest): Promise<void> {
  const answered = await answer(request);
  try {
    port.postMessage(answered);
  } catch (error) {
    // What a task returns may be something that cannot be cloned.
    port.postMessage({ error: toFault(error) } satisfies TaskAnswer);
  }
}

port.on('message', (request: TaskRequest) => void serve(request));
