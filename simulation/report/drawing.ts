import type { Arrow } from './sequence-diagram.ts';

/** A line of a trace, with whoever takes part by name. */
export type Drawing =
  | { readonly from: string; readonly to: string; readonly label: string; readonly arrow: Arrow }
  | { readonly over: string; readonly text: string };

/** What lies outside of every process. */
export const WEB = 'WWW';
export const OBJECTS = 'object store';
