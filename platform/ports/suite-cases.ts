/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests, vitest/valid-title, vitest/no-disabled-tests -- the cases are in the suites */
import { it } from 'vitest';

/** Cases that an adapter cannot pass, by name, each with the reason. */
export interface SkippedCases {
  readonly [name: string]: string;
}

/** Declares cases of a conformance suite; one that is skipped says why. */
export function casesOf(skip: SkippedCases = {}): (name: string, run: () => Promise<void> | void) => void {
  return (name, run) => {
    const reason = skip[name];
    if (reason === undefined) it(name, run);
    else it.skip(`${name} (skipped: ${reason})`, run);
  };
}
