import { describe, expect, it } from 'vitest';
import { coverageGate } from './coverage-gate.ts';
import { CoverageTable } from './coverage-table.ts';
import { COMPARISONS, KNOWN, TOPICS } from './coverage-topics.ts';
import type { Coverage } from './coverage.ts';
import { RARE } from './rare.ts';

/** Everything that is known, once, but for some. */
function allBut(...left: readonly string[]): Coverage {
  const names = (known: readonly string[]) => known.filter((name) => !left.includes(name));
  return Object.fromEntries(
    TOPICS.map((topic) => [topic, Object.fromEntries(names(KNOWN[topic]).map((name) => [name, 1]))]),
  );
}

function runs(number: number, coverage: Coverage): CoverageTable {
  const table = new CoverageTable();
  for (let n = 0; n < number; n += 1) table.add(coverage);
  return table;
}

describe('coverage as a gate', () => {
  it('is passed when all came up that is known', () => {
    expect(coverageGate(runs(2, allBut()))).toEqual({
      isCovered: true,
      lines: ['covered: 2 runs came by all that is asked for'],
    });
  });

  it('names the fault, the message and the state that never came up', () => {
    const { isCovered, lines } = coverageGate(runs(200, allBut('clock_jump', 'rollback', 'firing to idle')));
    expect(isCovered).toBe(false);
    expect(lines[0]).toBe('not covered: 200 runs never came by');
    expect(lines).toContain('  faults: clock_jump');
    expect(lines).toContain('  messages received: rollback');
    expect(lines).toContain('  timers: firing to idle');
    expect(lines.at(-1)).toContain('simulation/script/');
  });

  it('does not think much of few runs', () => {
    expect(coverageGate(runs(3, allBut('pause'))).lines.at(-1)).toContain('run more seeds');
  });

  it('names a law that compared nothing in any run', () => {
    const idle = { ...allBut(), [COMPARISONS]: { 'I3 timersFire': 7, 'I10 timingOnly': 0 } };
    const table = runs(2, idle);
    expect(coverageGate(table).lines).toContain('  comparisons of laws: I10 timingOnly');
    expect(table.text()).toMatch(/^ {2}I3 timersFire +14 +2\n {2}never: I10 timingOnly$/m);
    table.add({ [COMPARISONS]: { 'I10 timingOnly': 1 } });
    expect(coverageGate(table).isCovered).toBe(true);
  });

  it('excuses what is rare until there are enough runs, with the reason', () => {
    const rare = [{ topic: 'pages', name: 'forgotten', runs: 10, why: 'it needs a day' }] as const;
    const few = coverageGate(runs(9, allBut('forgotten')), rare);
    expect(few.isCovered).toBe(true);
    expect(few.lines).toContain('  pages: forgotten, asked for from 10 runs on: it needs a day');
    expect(coverageGate(runs(10, allBut('forgotten')), rare).isCovered).toBe(false);
  });

  it('excuses nothing that is not known', () => {
    for (const { topic, name } of RARE) expect(KNOWN[topic]).toContain(name);
  });
});
