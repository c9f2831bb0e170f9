import type { Platform } from '#app/backend/platform.ts';
import { HostBusy } from '#core/crawl/polite-web.ts';
import { isIndexed } from '#core/crawl/outcome.ts';
import type { Inspection } from '#core/inspect/inspection.ts';
import { isLive, readHead } from '#core/tables/heads.ts';
import { readIndex } from '#core/tables/indexes.ts';
import { readSettings } from '#core/tables/settings.ts';
import { command } from '../command.ts';
import { inspectionText } from '../inspection-text.ts';
import { settingsOf } from '../settings.ts';
import { pageInIndex } from '../page-in-index.ts';
import { CommandFailed } from '../shell.ts';
import { withPlatform } from '../with-platform.ts';

/** `sitepack inspect` */
export const inspect = command({
  name: 'inspect',
  description: 'Fetch a page as a crawl would, and show each verdict on it and what is read from it.',
  notes:
    'Nothing is stored but what robots.txt says: it is asked for anew, and crawls go by it within a minute.\n' +
    'It, the pace of the host and the settings of the index hold as they do for a crawl.\n' +
    'Exit code 1: the page would not get into the index.',
  args: {
    url: { type: 'positional', required: true, description: 'The page, such as https://site.gov/news.' },
    index: {
      type: 'string',
      valueHint: 'NAME',
      description: 'By the settings of this index; by those of the one named like the host when absent.',
    },
    text: { type: 'boolean', description: 'Print the whole text that is read from it, and nothing else.' },
    json: { type: 'boolean', description: 'Print all that was found, as JSON.' },
  },
  run(args, shell) {
    const { url, index } = pageInIndex(args);
    return withPlatform(settingsOf(shell, { log_level: 'warn' }), async (platform) => {
      // Loaded when it is asked for: all workers come with it.
      const { inspectingHere } = await import('#app/compose.ts');
      const { settings, revision } = await readSettings(platform.table, index);
      if (args.index !== undefined && revision === 0 && !(await isKnown(platform, index)))
        shell.note(
          `There is no index "${index}", and nothing is set for one of that name: this is how a first crawl would see it.`,
        );
      try {
        const request = { asked: args.url, url, index, settings };
        const inspection = await inspectingHere(platform)(request, shell.interrupted);
        if (args.json === true) shell.print(JSON.stringify(inspection));
        else if (args.text === true) shell.print(inspection.page?.body ?? '');
        else shell.print(inspectionText(inspection));
        return isIndexable(inspection) ? 0 : 1;
      } catch (error) {
        if (!(error instanceof HostBusy)) throw error;
        throw new CommandFailed(
          `${error.message}: crawlers of this installation have them all. Try again later`,
        );
      }
    });
  },
});

/** Whether there is such an index, were it only that one crawls for it. */
async function isKnown({ table }: Platform, index: string): Promise<boolean> {
  return isLive(await readHead(table, index)) || (await readIndex(table, index)) !== undefined;
}

/** Whether a crawl would index it. */
function isIndexable({ steps }: Inspection): boolean {
  const outcome = steps.at(-1)?.outcome ?? undefined;
  return outcome !== undefined && isIndexed(outcome);
}
