import { accepted, versionDiff } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { diffText } from '../held-text.ts';
import { UsageError } from '../shell.ts';
import { withApi } from '../with-api.ts';
import { hint, pathOf } from './index-path.ts';

const json = { type: 'boolean', description: "Print the API's answer." } as const;
const name = { type: 'positional', required: true, description: 'The index.' } as const;
const MOST_NAMED = 1000;

/** `sitepack index diff` */
export const diff = command({
  name: 'diff',
  description: 'Compare two versions document by document: the live one and the one that is held, if one is.',
  args: {
    index: name,
    from: {
      type: 'string',
      valueHint: 'N|live|held',
      description: 'The version before; the live one when one is held, else the one before it.',
    },
    to: {
      type: 'string',
      valueHint: 'N|live|held',
      description: 'The version after; the one that is held, if one is, else the live one.',
    },
    limit: { type: 'string', valueHint: 'N', description: 'Documents named of each kind (20).' },
    json,
  },
  run: (args, shell) => {
    const query = new URLSearchParams({
      ...versionOption('from', args.from),
      ...versionOption('to', args.to),
      limit: String(args.limit === undefined ? 20 : wholeNumberOption('limit', args.limit, 1, MOST_NAMED)),
    });
    return withApi(shell, async ({ api }) => {
      const { body, text } = await api.get(`${pathOf(args.index)}/diff?${query.toString()}`, versionDiff);
      shell.print(args.json === true ? text : diffText(body));
      return 0;
    });
  },
});

/** `sitepack index publish` */
export const publish = decision({
  name: 'publish',
  description: 'Publish the version that the publish gate holds, with what has come in since.',
  done: (index) => `The version of "${index}" that was held is queued to be published.`,
});

/** `sitepack index drop` */
export const drop = decision({
  name: 'drop',
  description:
    'Drop the version that the publish gate holds: what it would lose stays, and if it is held for what pages say they stay as they were, until a crawl finds the same again.',
  done: (index) => `The version of "${index}" that was held is queued to be dropped.`,
});

function decision(of: { name: 'publish' | 'drop'; description: string; done: (index: string) => string }) {
  return command({
    name: of.name,
    description: of.description,
    args: {
      index: name,
      manifest: {
        type: 'string',
        valueHint: 'SHA256',
        description:
          'Of its manifest, as "index stats --json" tells: when another one is held by now, nothing is done.',
      },
      json,
    },
    run: (args, shell) =>
      withApi(shell, async ({ api, running }) => {
        const body = args.manifest === undefined ? {} : { manifest: args.manifest };
        const answer = await api.post(`${pathOf(args.index)}/${of.name}`, body, accepted);
        shell.print(args.json === true ? answer.text : `${of.done(answer.body.index)}${hint(running)}`);
        return 0;
      }),
  });
}

function versionOption(option: string, text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  if (/^(live|held|[1-9]\d{0,14})$/.test(text)) return { [option]: text };
  throw new UsageError(`--${option} is "${text}"; it is the number of a version, live or held`);
}
