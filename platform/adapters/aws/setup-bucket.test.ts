import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { type Emulators, startEmulators } from '../../../test/aws/emulators.ts';
import { type AwsClients, openAwsClients } from './clients.ts';
import { setupBucket } from './setup-bucket.ts';

const region = 'eu-central-1';

describe('a bucket that is set up', () => {
  let emulators: Emulators;
  let clients: AwsClients;
  beforeAll(async () => {
    emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    clients = openAwsClients({ env: process.env });
  });
  afterAll(async () => {
    clients.close();
    await emulators[Symbol.asyncDispose]();
  });
  const states = async (client: S3Client, bucket: string, protect: boolean): Promise<string[]> =>
    (await Array.fromAsync(setupBucket(client, bucket, { region, protect }, systemClock))).map(
      ({ state }) => state,
    );

  it('is made with its rules, and nothing is done twice', async () => {
    // fauxqs knows neither public access nor versions.
    expect(await states(clients.s3, 'setup-new', true)).toEqual(['made', 'unknown', 'made', 'unknown']);
    expect(await states(clients.s3, 'setup-new', true)).toEqual(['there', 'unknown', 'there', 'unknown']);
  });

  it('keeps the rules of others, and gets back one of ours that was changed', async () => {
    await states(clients.s3, 'setup-rules', false);
    const Bucket = 'setup-rules';
    await clients.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            { ID: 'theirs', Status: 'Enabled', Filter: { Prefix: 'x/' }, Expiration: { Days: 3 } },
            {
              ID: 'sitepack-broken-uploads',
              Status: 'Disabled',
              Filter: { Prefix: '' },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
      }),
    );
    expect(await states(clients.s3, Bucket, false)).toEqual(['there', 'unknown', 'changed']);
    const { Rules } = await clients.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules?.map(({ ID, Status }) => [ID, Status])).toEqual([
      ['theirs', 'Enabled'],
      ['sitepack-broken-uploads', 'Enabled'],
    ]);
  });
});

describe('with an S3 that knows all of it', () => {
  it('is made in its region, private and with versions, and is there the second time', async () => {
    await using s3 = await settingsServer();
    const run = async () =>
      (await Array.fromAsync(setupBucket(s3.client, 'b', { region, protect: true }, systemClock))).map(
        ({ state }) => state,
      );
    expect(await run()).toEqual(['made', 'made', 'made', 'made']);
    expect(s3.bodies.get('')).toContain(`<LocationConstraint>${region}</LocationConstraint>`);
    expect(s3.bodies.get('publicAccessBlock')).toContain('<BlockPublicPolicy>true</BlockPublicPolicy>');
    expect(s3.bodies.get('lifecycle')).toContain('<NoncurrentDays>30</NoncurrentDays>');
    expect(s3.bodies.get('versioning')).toContain('<Status>Enabled</Status>');
    const puts = s3.puts();
    expect(await run()).toEqual(['there', 'there', 'there', 'there']);
    expect(s3.puts()).toBe(puts);
  });

  it('says when the name belongs to another account', async () => {
    await using s3 = await settingsServer(403);
    await expect(
      Array.fromAsync(setupBucket(s3.client, 'b', { region, protect: false }, systemClock)),
    ).rejects.toThrow(/belongs to another account.*SITEPACK_BUCKET/);
    expect(s3.puts()).toBe(0);
  });
});

/** An S3 on loopback that keeps each setting of its bucket and gives it back. @param head answers for the bucket. */
async function settingsServer(head?: number) {
  const bodies = new Map<string, string>();
  let puts = 0;
  const server = createServer((request, response) => {
    // Of `/b/?versioning=` it keeps `versioning`, of `/b` nothing.
    const setting = /\?(\w+)/.exec(request.url ?? '')?.[1] ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'PUT') {
        puts++;
        bodies.set(setting, Buffer.concat(chunks).toString());
        response.end();
        return;
      }
      const body = bodies.get(setting);
      if (request.method === 'HEAD') response.writeHead(head ?? (body === undefined ? 404 : 200)).end();
      else if (body !== undefined) response.end(body);
      else if (setting === 'versioning') response.end('<VersioningConfiguration/>');
      else response.writeHead(404).end(`<Error><Code>${ABSENT[setting] ?? 'NoSuchBucket'}</Code></Error>`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const before = process.env['AWS_ENDPOINT_URL'] ?? '';
  // A server that listens on a port has one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = openAwsClients({ env: process.env });
  return {
    client: clients.s3,
    bodies,
    puts: () => puts,
    async [Symbol.asyncDispose]() {
      process.env['AWS_ENDPOINT_URL'] = before;
      clients.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ABSENT: Readonly<Record<string, string>> = {
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  lifecycle: 'NoSuchLifecycleConfiguration',
};
