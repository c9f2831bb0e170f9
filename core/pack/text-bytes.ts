import type { Document } from './document.ts';

type SaidText = Pick<Document, 'title' | 'description' | 'headings' | 'body'>;

/**
 * What a document says, in bytes of UTF-8: its title, description, headings and body. Nearly all of a pack is made of these.
 */
export function textBytes({ title, description, headings, body }: SaidText): number {
  return [title, description, headings, body].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** The same of a row of `documents`, as SQL. */
export const TEXT_BYTES =
  'octet_length(title) + octet_length(description) + octet_length(headings) + octet_length(body)';
