import { CANARIES } from '../simulation/canaries/canaries.ts';
import { FAULTS } from '../simulation/kernel/fault.ts';
import { alignedTable, withMadePart } from './made-part.ts';

/** docs/simulation.md with its tables of faults and canaries as the code has them. @param page as it stands. */
export function simulationMarkdown(page: string): string {
  const faults = Object.entries(FAULTS).map(([kind, effect]) => [`\`${kind}\``, effect]);
  const canaries = CANARIES.map(({ name, breaks, caught_by }) => [
    `\`${name}\``,
    breaks,
    caught_by.join(', '),
  ]);
  const withFaults = withMadePart(page, 'faults', alignedTable(['fault', 'what goes wrong'], faults));
  return withMadePart(
    withFaults,
    'canaries',
    alignedTable(['canary', 'what it breaks', 'caught by'], canaries),
  );
}
