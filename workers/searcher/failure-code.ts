import type { MessageOf } from '#messages/registry.ts';

type FailureCode = MessageOf<'load_failed'>['code'];

/** Why a pack was not loaded, for the orchestrator. By the error's code, which survives the way out of a thread. */
export function failureCode(error: unknown): FailureCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CODES[code] ?? 'failed';
}

const CODES: Readonly<Record<string, FailureCode>> = {
  no_room: 'no_room',
  ENOSPC: 'no_room',
  EDQUOT: 'no_room',
  object_missing: 'missing',
  corrupt_pack: 'corrupt',
  foreign_pack: 'foreign',
};
