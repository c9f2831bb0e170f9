import { PROBLEMS, type ProblemEntry } from './problem-catalogue.ts';

/** docs/errors.md: every code of the HTTP API, with its status and what to do. */
export function errorsMarkdown(): string {
  const rows = Object.entries<ProblemEntry>(PROBLEMS).map(
    ([code, { status, title, action }]) => `| \`${code}\` | ${status} | ${title} | ${action} |`,
  );
  return [
    '# Errors of the HTTP API',
    '',
    'An error is answered with a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), content type',
    '`application/problem+json`: `type` (`urn:sitepack:error:<code>`), `title`, `status`, `detail` (what was wrong this',
    'time), `code` and `action` (what to do). Programs go by `code`: it never changes its meaning.',
    '',
    '| code | status | meaning | what to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
