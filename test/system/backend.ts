import { setUpAws } from '#app/backend/set-up.ts';
import { readConfig } from '#config';
import { spawnEmulators } from '../aws/emulator-process.ts';

/** What the system under test stands on. */
export interface TestBackend extends AsyncDisposable {
  /** Variables by which a process finds it. */
  readonly env: Readonly<Record<string, string>>;
}

/** The tests of the system run on files, or with SYSTEM_TEST_BACKEND=aws on the emulators: not a line differs. */
export const BACKEND: 'embedded' | 'aws' = process.env['SYSTEM_TEST_BACKEND'] === 'aws' ? 'aws' : 'embedded';

export function startBackend(kind: 'embedded' | 'aws'): Promise<TestBackend> {
  return kind === 'aws'
    ? onEmulators()
    : Promise.resolve({ env: {}, [Symbol.asyncDispose]: () => Promise.resolve() });
}

/** SQS, S3 and DynamoDB as emulators have them, with everything that `sitepack setup` makes. */
async function onEmulators(): Promise<TestBackend> {
  const emulators = await spawnEmulators();
  const env = { ...emulators.env, SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'sitepack-test' };
  // The SDK of this process looks there too.
  Object.assign(process.env, emulators.env);
  const signal = AbortSignal.timeout(20_000);
  for await (const step of setUpAws(readConfig(env), { protect: false, wait_ms: 0, signal })) {
    if (step.state === 'changed') throw new Error(`${step.what} was there before`);
  }
  return { env, [Symbol.asyncDispose]: () => emulators[Symbol.asyncDispose]() };
}
