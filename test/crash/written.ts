export const WRITER_KINDS = ['queue', 'table', 'objects', 'scratch'] as const;
export type WriterKind = (typeof WRITER_KINDS)[number];

export function isWriterKind(word: string): word is WriterKind {
  return WRITER_KINDS.some((kind) => kind === word);
}

/** The queue that writers and receivers use. */
export const QUEUE = 'crash';

/** The bytes of an object, made from its name: some go to the thread at once, some are large enough to be streamed. */
export function objectBody(id: string): Uint8Array {
  return Buffer.from(`${id}\n`.repeat(id.endsWith('7') ? 40_000 : 200));
}
