import type { ProblemCode } from '../problem-catalogue.ts';
import type { ComponentName } from './components.ts';

/** What may be asked of the API: one method of one path, as the document describes it. */
export interface Operation {
  /** `get /v1/indexes/{index}`, as the document keys it. */
  readonly route: `${'get' | 'post' | 'put' | 'patch' | 'delete'} /${string}`;
  /** Unique, for clients that are made from the document. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** Names in braces stand in its path; the others behind "?". */
  readonly parameters?: readonly Parameter[];
  readonly body?: Content;
  readonly answer: Answer;
  /** Beside those that any request may be answered with. */
  readonly problems: readonly ProblemCode[];
  /** Needs no key. */
  readonly open?: true;
}

export const TAGS = {
  search: 'Searching',
  indexes: 'Indexes and their versions',
  crawls: 'Crawls, their progress and their reports',
  cluster: 'Searchers and replicas',
  operations: 'For those who run it: dead letters, and what the admin page shows',
  process: 'This process',
  pages: 'Pages for people',
} as const;
export type Tag = keyof typeof TAGS;

export interface Parameter {
  readonly name: string;
  readonly doc: string;
  readonly schema: TextSchema | NumberSchema | ListSchema;
  readonly needed?: true;
  readonly example?: string;
}

/** Given as often as it has items. */
interface ListSchema {
  readonly type: 'array';
  readonly items: TextSchema;
  readonly maxItems: number;
}

interface TextSchema {
  readonly type: 'string';
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
}

export interface NumberSchema {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/** JSON of a component, with an example. */
export interface Content {
  readonly schema: ComponentName;
  readonly example: Readonly<Record<string, unknown>>;
}

export type Answer = {
  readonly status: 200 | 202;
  readonly doc: string;
  /** Has the header `Location`. */
  readonly location?: true;
} & (
  | Content
  /** Something else than JSON of ours. */
  | { readonly type: string }
);
