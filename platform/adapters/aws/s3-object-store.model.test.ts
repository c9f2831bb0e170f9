import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { objectStoreModel } from '#ports/object-store.model.ts';
import { startEmulators } from '../../../test/aws/emulators.ts';
import { openAwsClients } from './clients.ts';
import { S3ObjectStore } from './s3-object-store.ts';
import { FAUXQS_OBJECT_GAPS } from './testing/fauxqs-object-gaps.ts';

const bucket = 'sitepack-model';

objectStoreModel(
  'S3ObjectStore',
  async () => {
    const emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    const clients = openAwsClients({ env: emulators.env });
    await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const store = new S3ObjectStore({ client: clients.s3, bucket, clock: systemClock });
    return {
      store,
      makeModel: () => new MemoryObjects({ clock: systemClock }),
      dispose: async () => {
        await store.close();
        clients.close();
        await emulators[Symbol.asyncDispose]();
      },
    };
  },
  { runs: 6, gaps: FAUXQS_OBJECT_GAPS },
);
