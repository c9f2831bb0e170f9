import { systemClock } from '#adapters/system/system-clock.ts';
import { queueModel } from '#ports/queue.model.ts';
import { startEmulators } from '../../../test/aws/emulators.ts';
import { openAwsClients } from './clients.ts';
import { SqsQueue } from './sqs-queue.ts';
import { FAUXQS_GAPS } from './testing/fauxqs-gaps.ts';

queueModel(
  'SqsQueue',
  async () => {
    const emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    const clients = openAwsClients({ env: process.env });
    const queue = new SqsQueue({ client: clients.sqs, clock: systemClock });
    return {
      queue,
      dispose: async () => {
        await queue.close();
        clients.close();
        await emulators[Symbol.asyncDispose]();
      },
    };
  },
  { runs: 40, gaps: FAUXQS_GAPS },
);
