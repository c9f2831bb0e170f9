import { MOST_DAYS } from '#core/searches/day-searches.ts';
import { indexNamed, searches as searchesAnswer } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { UsageError } from '../shell.ts';
import { searchesText } from '../searches-text.ts';
import { withApi } from '../with-api.ts';
import { pathOf } from './index-path.ts';

/** `sitepack index searches` */
export const searches = command({
  name: 'searches',
  description: 'How an index was searched: queries, those without a result, clicks, how long it took.',
  notes:
    'A query is told once it was asked several times (SITEPACK_QUERY_TIMES), ten minutes between each. "search.analytics" of its\n' +
    'settings, false, has nothing counted.',
  args: {
    index: { type: 'positional', required: true, description: 'The index.' },
    days: {
      type: 'string',
      valueHint: 'N',
      description: 'The last so many days (30), of those that are kept.',
    },
    csv: { type: 'boolean', description: 'Print every query that is kept, as CSV.' },
    delete: { type: 'boolean', description: 'Delete all that was counted.' },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  run: (args, shell) => {
    const days = args.days === undefined ? 30 : wholeNumberOption('days', args.days, 1, MOST_DAYS);
    if (args.delete === true && (args.csv === true || args.days !== undefined))
      throw new UsageError('--delete deletes all that was counted: it goes with no --csv and no --days');
    return withApi(shell, async ({ api }) => {
      const path = `${pathOf(args.index)}/searches`;
      if (args.delete === true) {
        const { body, text } = await api.delete(path, indexNamed);
        shell.print(
          args.json === true ? text : `What was counted of searches of "${body.index}" is deleted.`,
        );
      } else if (args.csv === true) {
        for await (const part of api.stream(`${path}.csv?days=${days}`)) {
          if (shell.interrupted.aborted) return 1;
          await shell.write(part);
        }
      } else {
        const { body, text } = await api.get(`${path}?days=${days}&limit=20`, searchesAnswer);
        shell.print(args.json === true ? text : searchesText(body));
      }
      return 0;
    });
  },
});
