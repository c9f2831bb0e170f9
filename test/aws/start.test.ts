import { DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAwsClients } from '#adapters/aws/clients.ts';
import { testShell } from '#app/cli/testing/test-shell.ts';
import { ROLES } from '#runtime/worker.ts';
import { startEmulators } from './emulators.ts';

const AWS = {
  SITEPACK_BACKEND: 'aws',
  SITEPACK_BUCKET: 'my-packs',
  SITEPACK_PREFIX: 'mine',
  SITEPACK_PORT: '0',
  SITEPACK_LOG: 'warn',
};
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const MESSAGE = '{"type":"index","site":"site.gov","path":"/","index":"site.gov"}';

/** The variables of the SDK are these alone, and no file of this machine counts. */
function standIn(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  for (const [name, value] of Object.entries({ ...nowhere, AWS_EC2_METADATA_DISABLED: 'true', ...env }))
    vi.stubEnv(name, value);
}
afterEach(() => vi.unstubAllEnvs());

/** What a command printed before it ended with 1. */
async function failure(...words: string[]): Promise<string[]> {
  await using shell = await testShell(AWS);
  expect(await shell.sitepack(...words), words.join(' ')).toBe(1);
  return [...shell.out, ...shell.err];
}

describe.each([
  ['worker', 'timer'],
  ['worker', ...ROLES],
  ['up'],
  ['setup', '--wait', '600'],
  ['status'],
  ['crawl', 'http://site.gov/'],
  ['send', 'index', MESSAGE],
])('sitepack %s %s', (...words: string[]) => {
  it('says in one line that there is no region, and ends', async () => {
    standIn(CREDENTIALS);
    expect(await failure(...words)).toEqual(['sitepack: there is no AWS region; set AWS_REGION']);
  });

  it('says in one line that there are no credentials, and ends', async () => {
    standIn({ AWS_REGION: 'us-east-1' });
    expect(await failure(...words)).toEqual([
      expect.stringMatching(/^sitepack: there are no AWS credentials; set AWS_ACCESS_KEY_ID[^\n]*$/),
    ]);
  });
});

describe('with AWS out of reach', () => {
  beforeEach(() =>
    standIn({ ...CREDENTIALS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
  );

  it.each([
    ['DynamoDB', 'worker', 'timer'],
    ['DynamoDB', 'status'],
    ['SQS', 'setup'],
    ['SQS', 'send', 'index', MESSAGE],
  ])(
    'a command says that %s cannot be reached, and which variable to look at: sitepack %s',
    async (...all) => {
      const [service, ...words] = all;
      const lines = await failure(...words);
      expect(lines.join('\n')).toContain(
        `${service} cannot be reached (connect ECONNREFUSED 127.0.0.1:1); see AWS_REGION`,
      );
      expect(lines.join('\n')).toContain(`AWS_ENDPOINT_URL_${service.toUpperCase()} or AWS_ENDPOINT_URL`);
      expect(lines).toHaveLength(1);
    },
  );
});

describe('on an account', () => {
  it('where nothing is set up, a worker of any role says what to do and ends', async () => {
    await using emulators = await startEmulators();
    standIn(emulators.env);
    for (const role of ROLES)
      expect(await failure('worker', role)).toEqual([
        expect.stringMatching(/^sitepack: there is no table "mine-failures"; run "sitepack setup"[^\n]*$/),
      ]);
    expect(await failure('status')).toEqual([expect.stringContaining('run "sitepack setup"')]);
    expect(await failure('send', 'index', MESSAGE)).toEqual([
      expect.stringContaining('run "sitepack setup"'),
    ]);
  });

  it('where a part is missing, those that need it say so, and others start and say where they stand', async () => {
    await using emulators = await startEmulators();
    standIn(emulators.env);
    await using shell = await testShell(AWS);
    expect(await shell.sitepack('setup')).toBe(0);
    const clients = openAwsClients({ env: process.env });
    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'mine-crawl' }));
    await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await clients.s3.send(new DeleteBucketCommand({ Bucket: 'my-packs' }));
    clients.close();
    expect(await failure('worker', 'crawler')).toEqual([
      expect.stringMatching(/^sitepack: there is no queue "mine-crawl"; run "sitepack setup"/),
    ]);
    for (const role of ['indexer', 'packer', 'orchestrator', 'searcher'])
      expect(await failure('worker', role)).toEqual([
        expect.stringMatching(/^sitepack: there is no bucket "my-packs"; run "sitepack setup"/),
      ]);
    shell.print = (line) => {
      shell.out.push(line);
      shell.interrupt();
    };
    expect(await shell.sitepack('worker', 'timer')).toBe(0);
    expect(shell.out.at(-1)).toBe(
      `Runs timer; SQS, DynamoDB and S3 of us-east-1, prefix mine, bucket my-packs; scratch in ${shell.env['SITEPACK_DATA']}. ` +
        'Ctrl-C stops.',
    );
  });
});
