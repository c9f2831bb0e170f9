import type { Canary } from '../canaries/canary.ts';
import type { FaultFilter } from '../kernel/fault.ts';
import type { TraceChoice } from '../report/trace.ts';

/** What somebody wants to have run. */
export type Wish = { readonly type: 'help' } | OneSeedWish | ManySeedsWish | CanariesWish;

export interface OneSeedWish {
  readonly type: 'one_seed';
  readonly seed: number;
  readonly filter: FaultFilter;
  readonly canary: Canary | undefined;
  /** Print the run as a diagram, or this part of it. */
  readonly trace: TraceChoice | undefined;
  /** A violation is shrunk to fewer faults. */
  readonly shrink: boolean;
  /** All lines of logs are in the trace. */
  readonly verbose: boolean;
}

export interface ManySeedsWish {
  readonly type: 'many_seeds';
  readonly seeds: readonly number[];
  /** Which seeds these are, for people. */
  readonly title: string;
  readonly filter: FaultFilter;
  readonly canary: Canary | undefined;
  readonly shrink: boolean;
  /** It is a failure, too, when something that is known to be possible never came up. */
  readonly cover: boolean;
  /** Child processes that run them. */
  readonly jobs: number;
}

export interface CanariesWish {
  readonly type: 'canaries';
  readonly canaries: readonly Canary[];
  readonly seeds: readonly number[];
  readonly title: string;
  readonly jobs: number;
}
