import { DEPTH_MAX, LIMIT_MAX } from '#workers/orchestrator/search-answer.ts';
import type { ScoreParts, SearchAnswer } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { counted, formatCount } from '../format.ts';
import type { Shell } from '../shell.ts';
import { snippetText } from '../snippet-text.ts';
import { withSearch } from '../with-search.ts';

/** Values of a facet that are shown; --json has more. */
const MOST_VALUES = 10;

const SYNTAX = [
  'SYNTAX',
  '',
  '  "opening hours" is a phrase; tide* is every word that begins so; two words with OR between: either of them.',
  '  -draft leaves out pages that have the word; "--" goes before the words then: sitepack search INDEX -- tide -draft',
  '  title:hours and path:news look in the title and the path alone.',
  '  site:docs.site.gov, path:/news/, type:pdf, lang:de, after:2024, before:2024-03 and fields.colour:red leave only',
  '  pages of that host, folder, type, language, time and value of a field; with a minus before it, the others.',
  '  fields.price:10..20, fields.price:>=10 and fields.until:<2024-03 are ranges of numbers and dates.',
].join('\n');

/** `sitepack search` */
export const search = command({
  name: 'search',
  description: 'Search an index.',
  args: {
    index: {
      type: 'positional',
      required: true,
      description: 'The index; "sitepack index list" names them.',
    },
    words: {
      type: 'positional',
      required: true,
      description: 'Words to look for. After "--", words may begin with "-".',
    },
    limit: { type: 'string', valueHint: 'N', default: '10', description: 'Hits, at most.' },
    offset: { type: 'string', valueHint: 'N', default: '0', description: 'Hits to pass over.' },
    sort: {
      type: 'string',
      valueHint: 'BY',
      description: 'date, or fields.NAME, in place of how well pages fit; with :asc or :desc.',
    },
    facets: {
      type: 'string',
      valueHint: 'NAMES',
      description: 'Count the values of these: site, type, schema, lang, fields.NAME, with commas between.',
    },
    collapse: {
      type: 'string',
      valueHint: 'BY',
      description:
        'Of pages that have it in common, show but the best: text, site, type, schema, lang, fields.NAME.',
    },
    verbatim: { type: 'boolean', description: 'Look for what is typed, though no page has it.' },
    explain: { type: 'boolean', description: 'Show what the score of each page is the sum of.' },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  rest: true,
  notes: SYNTAX,
  run(args, shell) {
    const parameters = new URLSearchParams({
      q: args._.slice(1).join(' '),
      limit: String(wholeNumberOption('limit', args.limit, 1, LIMIT_MAX)),
      offset: String(wholeNumberOption('offset', args.offset, 0, DEPTH_MAX - 1)),
    });
    for (const name of ['sort', 'facets', 'collapse'] as const) {
      const value = args[name];
      if (value !== undefined) parameters.set(name, value);
    }
    for (const name of ['verbatim', 'explain'] as const)
      if (args[name] === true) parameters.set(name, 'true');
    return withSearch(shell, args.index, async (ask) => {
      const { body, text } = await ask(parameters);
      if (args.json === true) shell.print(text);
      else printAnswer(body, shell);
      return 0;
    });
  },
});

function printAnswer(answer: SearchAnswer, shell: Shell): void {
  if (answer.corrected !== null)
    shell.print(
      `No page has what was typed. Results for: ${answer.corrected} (with --verbatim, for what was typed)\n`,
    );
  if (answer.did_you_mean !== null) shell.print(`Did you mean: ${answer.did_you_mean}\n`);
  const bold = (text: string): string => (shell.styled ? `\u001B[1m${text}\u001B[22m` : text);
  for (const hit of answer.hits) {
    shell.print(bold(hit.title === '' ? hit.url : hit.title));
    shell.print(`  ${hit.section?.url ?? hit.url}`);
    if (hit.section !== null) shell.print(`  § ${hit.section.title}`);
    if (hit.snippet.text !== '') shell.print(`  ${snippetText(hit.snippet, shell.styled)}`);
    if (hit.missing.length > 0) shell.print(`  without: ${hit.missing.join(' ')}`);
    if (hit.parts !== undefined) shell.print(`  ${scoreText(hit.score, hit.parts)}`);
    shell.print('');
  }
  for (const [name, { values, more }] of Object.entries(answer.facets)) {
    shell.print(bold(name));
    const shown = values.slice(0, MOST_VALUES);
    if (more === null) shell.print('  too many values to be counted');
    for (const { value, count } of shown) shell.print(`  ${value}: ${formatCount(count)}`);
    const left = values.length - shown.length + (more ?? 0);
    if (left > 0) shell.print(`  and ${counted(left, 'other')}`);
    shell.print('');
  }
  const some =
    answer.match === 'any' && answer.total > 0 ? '; no page has all of the words, these have some' : '';
  const { total, answered } = answer.shards;
  const partial = answered < total ? `; only ${answered} of ${total} shards answered` : '';
  const time = `${answer.timings.router_ms.toFixed(1)} ms`;
  shell.print(`${counted(answer.total, 'page')} in ${time}${some}${partial}`);
}

/** What a score is the sum of: `9.41 = opening 4.2 + hours 3.1 + all of them 1.8 + title 0.3`. */
function scoreText(score: number, { words, has, ...others }: ScoreParts): string {
  const parts = [
    ...words.map(({ text, score: part }) => [text, part] as const),
    ['that it has them', has] as const,
    ...Object.entries(others),
  ];
  const told = parts.filter(([, part]) => part !== 0).map(([name, part]) => `${name} ${part.toFixed(2)}`);
  return `${score.toFixed(2)} = ${told.length === 0 ? 'nothing' : told.join(' + ')}`;
}
