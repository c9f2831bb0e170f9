import type { SearchAnswer } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { counted } from '../format.ts';
import type { Shell } from '../shell.ts';
import { snippetText } from '../snippet-text.ts';
import { withSearch } from '../with-search.ts';

const SYNTAX = [
  'SYNTAX',
  '',
  '  "opening hours" is a phrase; tide* is every word that begins so; two words with OR between: either of them.',
  '  -draft leaves out pages that have the word; "--" goes before the words then: sitepack search INDEX -- tide -draft',
  '  site:docs.site.gov, path:news and title:hours look in the host, the path and the title.',
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
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  rest: true,
  notes: SYNTAX,
  run(args, shell) {
    const parameters = new URLSearchParams({
      q: args._.slice(1).join(' '),
      limit: String(wholeNumberOption('limit', args.limit, 1, 100)),
      offset: String(wholeNumberOption('offset', args.offset, 0, 999)),
    });
    return withSearch(shell, args.index, async (ask) => {
      const { body, text } = await ask(parameters);
      if (args.json === true) shell.print(text);
      else printAnswer(body, shell);
      return 0;
    });
  },
});

function printAnswer(answer: SearchAnswer, shell: Shell): void {
  const bold = (text: string): string => (shell.styled ? `\u001B[1m${text}\u001B[22m` : text);
  for (const hit of answer.hits) {
    shell.print(bold(hit.title === '' ? hit.url : hit.title));
    shell.print(`  ${hit.section?.url ?? hit.url}`);
    if (hit.section !== null) shell.print(`  § ${hit.section.title}`);
    if (hit.snippet !== '') shell.print(`  ${snippetText(hit.snippet, shell.styled).replace(/\s+/g, ' ')}`);
    shell.print('');
  }
  const some =
    answer.match === 'any' && answer.total > 0 ? '; no page has all of the words, these have some' : '';
  const { total, answered } = answer.shards;
  const partial = answered < total ? `; only ${answered} of ${total} shards answered` : '';
  const time = `${answer.timings.router_ms.toFixed(1)} ms`;
  shell.print(`${counted(answer.total, 'page')} in ${time}${some}${partial}`);
}
