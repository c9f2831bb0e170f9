import { askingProxy } from '#app/compose.ts';
import { examine, isHealthy, type Result } from '#app/doctor/examine.ts';
import { PROBES } from '#app/doctor/probes.ts';
import { command } from '../command.ts';
import { settingsOf } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { withPlatform } from '../with-platform.ts';
import { wrapText } from '../wrap-text.ts';

const NAME_WIDTH = Math.max(...PROBES.map(({ name }) => name.length));
const STATE_WIDTH = 'skipped'.length;
/** What stands before what was seen. */
const MARGIN = ' '.repeat(STATE_WIDTH + NAME_WIDTH + 4);
/** Of a line. */
const WIDTH = 120;

/** `sitepack doctor` */
export const doctor = command({
  name: 'doctor',
  description: 'Check that queues, tables, objects and this machine keep what Sitepack relies upon.',
  notes:
    'It works in a partition, a prefix and queues of its own, and removes them. It can be run beside workers.\n' +
    'Exit code 1: something failed. Warnings and what was skipped do not count.',
  args: { json: { type: 'boolean', description: 'Print JSON.' } },
  run: (args, shell) =>
    withPlatform(
      settingsOf(shell, { log_level: 'warn' }),
      async (platform) => {
        const json = args.json === true;
        const results: Result[] = [];
        const found = examine({ ...platform, ...askingProxy(platform.config) }, PROBES, {
          signal: shell.interrupted,
          onBegin: (name) => {
            if (shell.live) shell.redraw(`${'…'.padEnd(STATE_WIDTH)}  ${name}`);
          },
        });
        for await (const result of found) {
          if (shell.live) shell.redraw('');
          results.push(result);
          if (!json) printResult(result, shell);
        }
        const healthy = isHealthy(results, PROBES);
        if (json) shell.print(JSON.stringify({ healthy, results }));
        else shell.print(`\n${summary(results)}${results.length < PROBES.length ? '; interrupted' : ''}`);
        return healthy ? 0 : 1;
        // What cannot be asked is for the probes to tell.
      },
      { unchecked: true },
    ),
});

function printResult({ name, state, seen, why, remedy }: Result, shell: Shell): void {
  const text = (words: string): string => wrapText(words, WIDTH - MARGIN.length).join(`\n${MARGIN}`);
  shell.print(`${state.padEnd(STATE_WIDTH)}  ${name.padEnd(NAME_WIDTH)}  ${text(seen)}`);
  if (why !== null) shell.print(MARGIN + text(`why it matters: ${why}`));
  if (remedy !== null) shell.print(MARGIN + text(`what to do: ${remedy}`));
}

function summary(results: readonly Result[]): string {
  const states: readonly Result['state'][] = ['ok', 'warning', 'failed', 'skipped'];
  return states.map((state) => `${count(results, state)} ${state}`).join(', ');
}

function count(results: readonly Result[], wanted: Result['state']): number {
  return results.filter(({ state }) => state === wanted).length;
}
