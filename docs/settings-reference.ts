import { z } from 'zod';
import { indexSettingsSchema } from '#core/settings/index-settings.ts';
import { MAX_REVISIONS } from '#core/tables/settings-history.ts';
import { WHEN_HEEDED } from '#core/settings/when-heeded.ts';
import { type JsonSchema, jsonSchema } from './message-schema.ts';
import { SCHEDULES_SECTION } from './schedules-section.ts';

const HEAD = `# Settings of an index

What holds for one index, set by whoever owns it. What is not set is as the [configuration](config.md) of the workers has it.
They are set before the first crawl or at any time later. ${WHEN_HEEDED}

\`\`\`sh
sitepack index settings site.gov                                          # print them
sitepack index settings site.gov --set '{"crawl": {"max_depth": 20}}'     # change some
sitepack index settings site.gov --file settings.json --replace           # replace all
sitepack index settings site.gov --history                                # what was changed, when, and what for (--note)
sitepack index settings site.gov --revert 3                               # as they were at revision 3
\`\`\`

Over HTTP: \`GET\`, \`PUT\` (replace) and \`PATCH\` (a JSON merge patch, RFC 7396: null takes a setting away) at
\`/v1/indexes/{index}/settings\`. Each change counts \`revision\` up, which is the entity tag too: with \`If-Match\` a change is
made only if nobody made another since. Names that are not in this list are refused. Secrets are stored as they are, never logged, and shown as \`"********"\`;
given back, that means: as it is. A change that would have them told to more than before (another of \`request.hosts\`, \`in_the_clear\`, a host
of \`request.by_host\` that loses its entry to a less exact one) needs them anew. Settings are deleted with their index.

The last ${MAX_REVISIONS} revisions are kept: when each was made, what for (\`--note\`, \`?note=\`), and what was changed; \`GET …/settings/history\` lists them, \`?revision=N\` shows the settings
as they were, \`POST …/settings/revert\` with \`{"revision": N}\` makes a new revision that is as that one was. No secret is kept there: those that stand stay, and where one is needed that
was taken away since, or would be told to more than it is now, nothing is changed (409 \`secrets_not_kept\`). What changes nothing makes no revision.
An answer to a change has \`warnings\` where something comes to nothing as things are.
`;

/** docs/settings.md: everything that can be set for an index. */
export function settingsMarkdown(): string {
  const schema = jsonSchema.parse(z.toJSONSchema(indexSettingsSchema, { io: 'input' }));
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) =>
    [
      `## ${name}`,
      '',
      section.description ?? '',
      '',
      '| setting | value | what it does |',
      '|---|---|---|',
      ...Object.entries(section.properties ?? {}).map(
        ([key, setting]) => `| \`${name}.${key}\` | ${valueOf(setting)} | ${setting.description ?? ''} |`,
      ),
      '',
    ].join('\n'),
  );
  return [HEAD, ...sections, SCHEDULES_SECTION].join('\n');
}

/** What a setting may be, in words. */
function valueOf(schema: JsonSchema): string {
  const { type, enum: values, oneOf, items, properties, minimum, maximum, maxItems } = schema;
  if (oneOf !== undefined) return oneOf.map(valueOf).join(' or ');
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(' or ');
  if (type === 'array')
    return `list of ${items === undefined ? 'values' : valueOf(items)}${maxItems === undefined ? '' : `, at most ${maxItems}`}`;
  if (properties !== undefined) return `\`{ ${Object.entries(properties).map(memberOf).join(', ')} }\``;
  if (type === 'object') return `object of ${membersOf(schema)} by name`;
  if (type === 'integer' || type === 'number') {
    const kind = type === 'integer' ? 'whole number' : 'number';
    return minimum === undefined ? kind : `${kind} from ${minimum} to ${maximum ?? 'any'}`;
  }
  return type === 'boolean' ? 'true or false' : 'text';
}

function membersOf({ additionalProperties: of }: JsonSchema): string {
  if (typeof of !== 'object') return 'texts';
  if (of.properties !== undefined) return valueOf(of);
  return of.type === 'number' ? 'numbers' : 'texts';
}

/** A member of an object: its name, and its value if it can have but one. */
function memberOf([name, { const: value }]: [string, JsonSchema]): string {
  return value === undefined ? name : `${name}: "${value}"`;
}
