import type { BenchOptions } from './options.ts';
import type { SectionResult } from './figure.ts';
import type { ServedSite } from './site/serve.ts';

/** What a section is given. */
export interface Bench {
  readonly options: BenchOptions;
  /** Aborts when the whole takes too long, or at Ctrl-C. */
  readonly signal: AbortSignal;
  /** The manual, as a folder of HTML. */
  manual(): Promise<string>;
  /** The manual on loopback; the same server for all sections. */
  served(): Promise<ServedSite>;
}

export type Section = (bench: Bench) => Promise<SectionResult>;
