import type { Ports } from './probe.ts';

/** What the backend consists of. */
export const SERVICES = ['queues', 'tables', 'objects'] as const;
export type Service = (typeof SERVICES)[number];

/** What came of the first call to a service. */
export interface FirstCall {
  /** Somebody answered, if only by saying no. */
  readonly answered: boolean;
  /** Why it is of no use to ask any further, if it is not. */
  readonly error?: unknown;
}

/** Six attempts at a host that does not exist, with the pauses between them, end before this. */
const FIRST_CALL_MS = 20_000;
/** What AWS, or our own machine before it, says of credentials or the region. No service does anything then. */
const ACCESS: ReadonlySet<string> = new Set(['credentials_missing', 'credentials_refused', 'region_missing']);

/** Asks a service for something that nobody has. Never rejects. @param prefix of objects that this caller may list. */
export async function firstCall(ports: Ports, service: Service, prefix: string): Promise<FirstCall> {
  const { queue, table, objects, names, clock } = ports;
  const calls: Record<Service, () => Promise<unknown>> = {
    queues: () => queue.counts(names.of('index')),
    tables: () => table.get('heads', { pk: 'doctor', sk: 'none' }),
    objects: () => objects.list(prefix, { limit: 1 }),
  };
  const over = new AbortController();
  const timeout = async (): Promise<FirstCall> => {
    await clock.sleep(FIRST_CALL_MS, over.signal);
    return { answered: false, error: new Error(`no answer after ${FIRST_CALL_MS / 1000} s`) };
  };
  const call = async (): Promise<FirstCall> => {
    try {
      await calls[service]();
      return { answered: true };
    } catch (error) {
      return hasAnswer(error) ? { answered: true } : { answered: false, error };
    }
  };
  try {
    return await Promise.race([call(), timeout()]);
  } finally {
    over.abort();
  }
}

/** Whether an error is about who asks and where, not about what is asked. */
export function isAboutAccess(error: unknown): boolean {
  return ACCESS.has(codeOf(error));
}

/** Whether an error is a service's answer to what it was asked. */
function hasAnswer(error: unknown): boolean {
  if (isAboutAccess(error)) return false;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (codeOf(at) === 'queue_missing' || hasStatus(at)) return true;
  }
  return false;
}

/** As the AWS SDK notes it: absent when no answer came. */
function hasStatus(error: Error): boolean {
  if (!('$metadata' in error)) return false;
  const { $metadata: metadata } = error;
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    'httpStatusCode' in metadata &&
    metadata.httpStatusCode !== undefined
  );
}

/** @returns '' for an error without one. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
