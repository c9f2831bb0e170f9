import type { ObjectStore } from '#ports/object-store.ts';
import { type Metering, meteredCall } from './metered-call.ts';

/** An object store whose calls are measured. */
export function meteredObjects(store: ObjectStore, metering: Metering): ObjectStore {
  const call = <Result>(operation: keyof ObjectStore, run: () => Promise<Result>): Promise<Result> =>
    meteredCall(metering, 'objects', operation, run);
  return {
    put: (key, body, options) => call('put', () => store.put(key, body, options)),
    putIfAbsent: (key, body) => call('putIfAbsent', () => store.putIfAbsent(key, body)),
    get: (key, options) => call('get', () => store.get(key, options)),
    stream: (key, range) => meteredStream(store.stream(key, range), metering),
    head: (key) => call('head', () => store.head(key)),
    list: (prefix, options) => call('list', () => store.list(prefix, options)),
    delete: (keys) => call('delete', () => store.delete(keys)),
  };
}

/** Counted when it ends. A reader that has enough and leaves was served well. */
async function* meteredStream(
  chunks: AsyncIterable<Uint8Array>,
  { metrics, clock }: Metering,
): AsyncGenerator<Uint8Array> {
  const begun_ms = clock.monotonic();
  let outcome = 'ok';
  try {
    yield* chunks;
  } catch (error) {
    outcome = 'error';
    throw error;
  } finally {
    const labels = { port: 'objects', operation: 'stream', outcome };
    metrics.observe('port_calls', labels, (clock.monotonic() - begun_ms) / 1000);
  }
}
