import { SETTINGS } from '#config';

/** docs/config.md: every setting, what it may be, its default and what it does. */
export function configMarkdown(): string {
  const rows = Object.values(SETTINGS).map(({ variable, values, default: fallback, doc, ...rest }) => {
    const unit = 'unit' in rest && typeof rest.unit === 'string' ? ` ${rest.unit}` : '';
    const aws =
      'aws_default' in rest && rest.aws_default !== undefined
        ? `; with aws \`${rest.aws_default}\`${unit}`
        : '';
    const shown = (fallback === '' ? 'empty' : `\`${fallback}\`${unit}`) + aws;
    return `| \`${variable}\` | ${cell(values)} | ${shown} | ${cell(doc)} |`;
  });
  return [
    '# Settings',
    '',
    'Everything that can be configured is a variable of the environment. One that is empty counts as absent; one that',
    'begins with `SITEPACK_` and is not in this list is refused. `sitepack config` prints the values in force.',
    '',
    '| variable | values | default | what it does |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
