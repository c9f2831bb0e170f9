import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { tableModel } from '#ports/table.model.ts';
import { startEmulators } from '../../../test/aws/emulators.ts';
import { openAwsClients } from './clients.ts';
import { DynamoTable } from './dynamo-table.ts';
import { setupTables } from './setup-tables.ts';
import { DYNALITE_GAPS } from './testing/dynalite-gaps.ts';

const prefix = 'sitepack-model';

tableModel(
  'DynamoTable',
  async () => {
    const emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    const clients = openAwsClients({ env: emulators.env });
    const { dynamodb: client } = clients;
    await Array.fromAsync(setupTables(client, [`${prefix}-pages`], { protect: false }, systemClock));
    const table = new DynamoTable({ client, prefix, clock: systemClock, random: systemRandom });
    return {
      table,
      makeModel: () => new MemoryTable(),
      dispose: async () => {
        await table.close();
        clients.close();
        await emulators[Symbol.asyncDispose]();
      },
    };
  },
  { runs: 5, gaps: DYNALITE_GAPS },
);
