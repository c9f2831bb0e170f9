import type Database from 'better-sqlite3';
import { stemLanguage } from '../words/stem.ts';
import { toByte } from './small-float.ts';

/** What is told of every document by its number, for those who look at many documents. Entry 0 is of none. */
export interface Columns {
  /** Weighted words, as {@link toByte} writes them. */
  readonly lengths: Uint8Array;
  /** Links of others, likewise. */
  readonly links: Uint8Array;
  /** Parts of the path. */
  readonly depths: Uint8Array;
  /** Places in the list of languages by whose rules words are stemmed; 0 for none. */
  readonly languages: Uint8Array;
}

export const COLUMN_NAMES = ['lengths', 'links', 'depths', 'languages'] as const;
