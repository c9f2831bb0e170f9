import { computeSuite } from '#ports/compute.suite.ts';
import { tasks } from '#ports/testing/suite-tasks.ts';
import { InlineCompute } from './inline-compute.ts';

const one_at_once = 'tasks run where they are called, so nothing waits and nothing can be interrupted';

computeSuite('InlineCompute', async () => new InlineCompute(tasks), {
  skip: {
    'a task that does not end in time is given up, and the others are not': one_at_once,
    'a task whose time runs out while it waits never starts': one_at_once,
    'more than may wait are refused at once': one_at_once,
    'a task that is aborted in the line leaves it': one_at_once,
    'who aborts a task that runs has its answer at once, and the thread is free when the task is done':
      one_at_once,
    'what cannot be cloned is an error of its call alone': 'results are not cloned',
  },
});
