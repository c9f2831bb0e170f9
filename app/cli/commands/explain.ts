import { canonicalUrl } from '#core/crawl/url.ts';
import { explanation } from '#app/http/openapi/explain-schemas.ts';
import type { z } from 'zod';
import { formatCount } from '../format.ts';
import { command } from '../command.ts';
import { explanationLines } from '../explanation-lines.ts';
import { UsageError } from '../shell.ts';
import { withApi } from '../with-api.ts';

type Explained = z.infer<typeof explanation>;
type InIndex = Explained['indexes'][number];

/** `sitepack explain` */
export const explain = command({
  name: 'explain',
  description: 'Follow a page: who linked to it, what its visits came to, its pack and replicas, its rank.',
  args: {
    url: { type: 'positional', required: true, description: 'The page, such as https://site.gov/news.' },
    index: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Look into this index alone; when absent into every one, at most 200.',
    },
    query: {
      type: 'string',
      valueHint: 'WORDS',
      description: 'Look for its place among the answers to this. Needs "sitepack up".',
    },
    aliases: {
      type: 'boolean',
      description: 'List the other URLs that lead to it, looked for among 10,000 URLs of its crawls in all.',
    },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  run(args, shell) {
    if (canonicalUrl(args.url) === undefined)
      throw new UsageError(`"${args.url}" is no page; write it whole, such as https://site.gov/news`);
    const parameters = new URLSearchParams({
      url: args.url,
      ...(args.index === undefined ? {} : { index: args.index }),
      ...(args.query === undefined ? {} : { q: args.query }),
      ...(args.aliases === true ? { aliases: 'true' } : {}),
    });
    return withApi(shell, async ({ api }) => {
      const { body, text } = await api.get(`/v1/explain?${parameters.toString()}`, explanation);
      shell.print(args.json === true ? text : explanationText(body));
      return body.known ? 0 : 1;
    });
  },
});

function explanationText({ url, known, indexes, elsewhere, indexes_left }: Explained): string {
  return [
    url,
    ...indexes.map((facts) => indexText(facts, url)),
    ...(known && elsewhere.length === 0 ? [] : [elsewhereText(elsewhere)]),
    ...(indexes_left === 0
      ? []
      : [`${formatCount(indexes_left)} more indexes were not looked into; name one by --index.`]),
  ].join('\n\n');
}

/** Where else a page is known that is not known here. */
function elsewhereText(elsewhere: Explained['elsewhere']): string {
  if (elsewhere.length === 0)
    return 'No index knows it, by http or https, nor have their latest crawls come across it: nothing they read links to it.';
  return [
    'It is known elsewhere:',
    ...elsewhere.map(({ url, index }) => `  sitepack explain ${url} --index ${index}`),
  ].join('\n');
}

/** @param asked for: the index may know the page by another URL. */
function indexText(facts: InIndex, asked: string): string {
  const lines = explanationLines(facts).map(([name, value]) => `  ${name.padEnd(9)}${value}`);
  const as = facts.url === asked ? '' : `, as ${facts.url}`;
  return [`In "${facts.index}"${as}:`, ...lines].join('\n');
}
