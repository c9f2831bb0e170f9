import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';

/** SQS, S3 and DynamoDB on loopback, in this process. */
export interface Emulators extends AsyncDisposable {
  /** What a process needs to take them for AWS. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts fauxqs (SQS, S3) and dynalite (DynamoDB) on ports that the system gives. */
export async function startEmulators(): Promise<Emulators> {
  const fauxqs = buildApp({ logger: false });
  await fauxqs.listen({ host: '127.0.0.1', port: 0 });
  // Tables are there at once: nobody waits half a second for each.
  const tables = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  tables.listen(0, '127.0.0.1');
  await once(tables, 'listening');
  return {
    env: {
      AWS_ENDPOINT_URL: urlOf(fauxqs.server),
      AWS_ENDPOINT_URL_DYNAMODB: urlOf(tables),
      AWS_REGION: 'us-east-1',
      // What other people's clients look for.
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    async [Symbol.asyncDispose]() {
      await fauxqs.close();
      tables.closeAllConnections();
      await new Promise((resolve) => tables.close(resolve));
    },
  };
}

function urlOf(server: Server): string {
  // A server that listens on a port has one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
