import { z } from 'zod';
import { DEPTH_MAX, INDEXES_MAX } from './search-answer.ts';

const schema = z.tuple([
  z
    .array(z.tuple([z.string().max(63), z.int().min(1)]))
    .min(1)
    .max(INDEXES_MAX),
  z.int().min(0).max(DEPTH_MAX),
]);

/** Where a page of hits begins, and in which versions of their indexes: one behind it is of the same. */
export interface SearchCursor {
  readonly versions: readonly { readonly index: string; readonly version: number }[];
  readonly offset: number;
}

/** A cursor as clients carry it: nothing that they need to read. */
export function cursorText({ versions, offset }: SearchCursor): string {
  const parts = [versions.map(({ index, version }) => [index, version]), offset];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Reads one back; undefined for what is none. */
export function readCursor(text: string): SearchCursor | undefined {
  try {
    const [versions, offset] = schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { versions: versions.map(([index, version]) => ({ index, version })), offset };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
