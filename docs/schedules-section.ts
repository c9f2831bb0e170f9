/** One schedule of each kind, as `crawl.schedule` takes it. */
export const SCHEDULE_EXAMPLES: readonly string[] = [
  '{ "kind": "never" }',
  '{ "kind": "every", "interval_s": 86400 }',
  '{ "kind": "cron", "cron": "30 4 * * MON-FRI", "time_zone": "Europe/Berlin", "least_s": 3600 }',
  '{ "kind": "adaptive", "least_s": 3600, "most_s": 604800, "stale_share": 0.05 }',
];

/** What the section says holds where a schedule does not say it: of `cron`, and of `adaptive`. */
export const SCHEDULE_DEFAULTS = {
  cron: { time_zone: 'UTC', least_s: 900 },
  adaptive: { least_s: 3600, most_s: 2_592_000, stale_share: 0.1 },
} as const;

const { cron, adaptive } = SCHEDULE_DEFAULTS;

/** Of docs/settings.md: what schedules there are, with an example of each. */
export const SCHEDULES_SECTION = `## Schedules

\`crawl.schedule\` says when crawls of \`crawl.start\` begin by themselves, one for each start page. The kinds:

\`\`\`jsonc
${SCHEDULE_EXAMPLES.join('\n')}
\`\`\`

\`\`\`sh
sitepack index settings site.gov --set '{"crawl": {"start": ["https://site.gov/"], "schedule": {"kind": "every", "interval_s": 86400}}}'
sitepack index stats site.gov        # "next crawl" is when the next one is due
\`\`\`

| key | of | what it is |
|---|---|---|
| \`interval_s\` | \`every\` | Seconds from the beginning of one crawl to that of the next, and up to a tenth more, so that sites which began together do not go on so. |
| \`cron\` | \`cron\` | When, as an expression, see below. A crawl begins up to 15 minutes after the moment that it names, and less than half-way to the next one. |
| \`time_zone\` | \`cron\` | What the expression is read in: a name of the IANA database, such as \`Europe/Berlin\`; \`${cron.time_zone}\` when absent. |
| \`least_s\` | \`cron\` | Seconds: a moment that comes sooner than this after one that was kept is left out; ${cron.least_s} (a quarter of an hour) when absent. |
| \`least_s\` | \`adaptive\` | Seconds between two crawls, at least, and until it is known how often pages change; ${adaptive.least_s} (an hour) when absent. |
| \`most_s\` | \`adaptive\` | Seconds between two crawls, at most; ${adaptive.most_s} (30 days) when absent, never below \`least_s\`. |
| \`stale_share\` | \`adaptive\` | Share of the pages that may have changed by the next crawl, from 0.001 to 0.999; ${adaptive.stale_share} (a tenth) when absent. The smaller, the sooner. The time between two crawls is cut at once, and at most doubled from one crawl to the next. |

All seconds are from 60 to 31622400 (366 days). The first crawl of \`every\` and \`adaptive\` begins within about an hour of the setting. What was missed,
because nothing ran, is made up for once. While a crawl of the index goes on, one that falls due is left out.

Cron expressions are those of [croner](https://github.com/hexagon/croner) with five fields: minute, hour, day of the month, month, day of the week;
none for seconds or years. Each is \`*\`, a number, a list (\`1,15\`), a range (\`9-17\`) or steps (\`*/20\`); months and days have names (\`JAN\`, \`MON\`), and Sunday
is 0 or 7. \`L\` is the last day of a month, \`5L\` its last Friday, \`5#2\` its second, \`15W\` the working day nearest to the 15th. Where the day of the month and that
of the week are both set, either will do; with \`+\` before the latter (\`0 3 1 * +MON\`) both must. \`@hourly\`, \`@daily\`, \`@weekly\`, \`@monthly\`, \`@yearly\` stand for
whole expressions; \`?\` is refused. A time of day that is skipped when clocks go forward falls due after the gap; one that comes twice falls due once.
`;
