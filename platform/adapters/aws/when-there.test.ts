import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { openAwsClients } from './clients.ts';
import { whenThere } from './when-there.ts';

const PATIENCE = { wait_ms: 600_000, signal: new AbortController().signal };
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(() => vi.unstubAllEnvs());

it.each([
  ['credentials_missing', { AWS_REGION: 'us-east-1' }],
  ['region_missing', KEYS],
])('does not wait for %s to mend itself', async (code, env) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const clients = openAwsClients({ env: process.env });
  await expect(whenThere(clients, systemClock, PATIENCE)).rejects.toMatchObject({ name: 'AwsError', code });
  clients.close();
});

it('says after its wait which service cannot be reached', async () => {
  const env = { ...KEYS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const clients = openAwsClients({ env: process.env });
  await expect(whenThere(clients, systemClock, { ...PATIENCE, wait_ms: 0 })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/^SQS cannot be reached/),
  });
  clients.close();
});
