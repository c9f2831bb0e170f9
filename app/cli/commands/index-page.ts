import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import { command } from '../command.ts';
import { pageInIndex } from '../page-in-index.ts';
import { withApi } from '../with-api.ts';

/** `sitepack index page` */
export const page = command({
  name: 'page',
  description: 'Read one page now and put it into an index; its links are not followed.',
  notes:
    'Posts one "index" message, as any client may. robots.txt and the pace of the host hold; the rules of the index for links do not, and\n' +
    'of a page that crawls brought in and that they keep out nothing is left after the next crawl.',
  args: {
    url: { type: 'positional', required: true, description: 'The page, such as https://site.gov/news.' },
    index: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Index that it goes to; the one named like the host when absent.',
    },
    'hall-pass': {
      type: 'boolean',
      description:
        'Read it, and a robots.txt that is older than a minute, anew, and do not ask whether it has changed: for a site whose validators are wrong.',
    },
    json: { type: 'boolean', description: 'Print the message that was posted.' },
  },
  run(args, shell) {
    const { url, index } = pageInIndex(args);
    return withApi(shell, async ({ platform: { random, outbox, names }, running }) => {
      const message = {
        type: 'index',
        id: random.id(),
        site: hostOf(url),
        scheme: schemeOf(url),
        path: pathOf(url),
        index,
        ...(args['hall-pass'] === true ? { hall_pass: true } : {}),
      } as const;
      await outbox.send([message]);
      if (args.json === true) {
        shell.print(JSON.stringify(message));
        return 0;
      }
      shell.print(message.id);
      const anew = args['hall-pass'] === true ? ', with a hall pass' : '';
      shell.note(`Sent index of ${url} into "${index}" to ${names.of('index')}${anew}.`);
      shell.note(
        running
          ? `See what becomes of it: sitepack explain ${url} --index ${index}`
          : 'Nothing runs on this data yet: the work begins with "sitepack up".',
      );
      return 0;
    });
  },
});
