import { z } from 'zod';
import { MAX_GOLDEN, goldenSettingSchema, placeOfExpected } from '#core/cluster/golden-setting.ts';
import { LIMIT_MAX } from '#workers/orchestrator/search-answer.ts';
import { storedSettings } from '../api-schemas.ts';
import { command } from '../command.ts';
import { formatTable } from '../format.ts';
import { withSearch } from '../with-search.ts';

/** What `gate` of the settings has of them. */
const goldenSettings = z.object({
  gate: z
    .object({ golden: z.array(goldenSettingSchema).max(MAX_GOLDEN).default([]) })
    .default({ golden: [] }),
});

/** `sitepack index golden` */
export const golden = command({
  name: 'golden',
  description: 'Ask the golden queries of an index of its live version, and tell where their pages are.',
  notes:
    `PLACE is where the page is among the first ${LIMIT_MAX} hits. The publish gate holds a version that loses the answer of a query;\n` +
    'one that does not hold in the live version has none to lose. Queries are asked as they are written: nothing is corrected, as the gate\n' +
    'corrects nothing. Exit code 1: there are such.\n\n' +
    `  sitepack index settings site.gov --set '{"gate": {"golden": [{"query": "opening hours", "expected": "/hours", "top": 3}]}}'\n` +
    '  sitepack index golden site.gov',
  args: {
    index: { type: 'positional', required: true, description: 'The index.' },
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  run: (args, shell) =>
    withSearch(shell, args.index, async (ask, api) => {
      const path = `/v1/indexes/${encodeURIComponent(args.index)}/settings`;
      const { gate } = goldenSettings.parse((await api.get(path, storedSettings)).body.settings);
      const asked = [];
      for (const { query, expected, top } of gate.golden) {
        const { version, hits, shards } = // As the gate asks.
          (await ask({ q: query, limit: String(LIMIT_MAX), verbatim: 'true', analytics: 'false' })).body;
        if (shards.answered < shards.total)
          shell.note(`Only ${shards.answered} of ${shards.total} shards answered "${query}": ask again.`);
        const place = placeOfExpected(
          expected,
          hits.map(({ id }) => id),
        );
        asked.push({ query, expected, top, place, holds: place !== null && place <= top, version });
      }
      if (args.json === true) shell.print(JSON.stringify({ index: args.index, golden: asked }));
      else if (asked.length === 0) shell.print(`"${args.index}" has no golden queries (gate.golden).`);
      else
        shell.print(
          formatTable(
            ['QUERY', 'EXPECTED', 'TOP', 'PLACE', 'HOLDS'],
            asked.map(({ query, expected, top, place, holds }) => [
              query,
              expected,
              top,
              place ?? 'not found',
              holds ? 'yes' : 'NO',
            ]),
          ),
        );
      return asked.every(({ holds }) => holds) ? 0 : 1;
    }),
});
