import { z } from 'zod';

/** One setting: its variable, values, default, unit and what it does. `sitepack config` and docs/config.md print these. */
interface Setting<Schema extends z.ZodType> {
  readonly variable: string;
  readonly schema: Schema;
  /** What it may be, in words. */
  readonly values: string;
  readonly default: string;
  readonly unit?: string;
  /** The default with SITEPACK_BACKEND=aws, where it is another one. */
  readonly aws_default?: string;
  /** Never shown nor logged. */
  readonly secret?: true;
  readonly doc: string;
}

/** A kind of value: how it is read, and in words what it may be. */
interface Kind<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly values: string;
}

function setting<Schema extends z.ZodType>(
  variable: string,
  kind: Kind<Schema>,
  fallback: string,
  doc: string,
  unit?: string,
  more: Pick<Setting<Schema>, 'aws_default' | 'secret'> = {},
): Setting<Schema> {
  return { variable, ...kind, default: fallback, doc, ...(unit === undefined ? {} : { unit }), ...more };
}

function whole(least: number, most = Number.MAX_SAFE_INTEGER): Kind<z.ZodType<number>> {
  const schema = z.coerce.number().int().min(least).max(most);
  const bounds = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  return { schema, values: `whole number, ${bounds}` };
}

function oneOf<const Value extends string>(...allowed: Value[]): Kind<z.ZodType<Value>> {
  return { schema: z.enum(allowed), values: allowed.join(', ').replace(/, (?=[^,]+$)/, ' or ') };
}

/** @param values what the pattern says, in words. */
function text(pattern: RegExp, values: string): Kind<z.ZodType<string>> {
  return { schema: z.string().regex(pattern), values };
}

/** The same, or nothing. */
function textOrEmpty(pattern: RegExp, values: string): Kind<z.ZodType<string>> {
  return { schema: z.union([z.literal(''), z.string().regex(pattern)]), values: `${values}; or empty` };
}

/** @param values of each, in words. */
function list(each: z.ZodType<string, string>, values: string): Kind<z.ZodType<string[]>> {
  const schema = z
    .string()
    .transform((given) =>
      given
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(each));
  return { schema, values: `${values}, with commas between; or empty` };
}

/** The longest of times: a day. */
const DAY_MS = 86_400_000;
const seconds: Kind<z.ZodType<number>> = {
  schema: z.coerce.number().positive().max(86_400),
  values: 'number above 0, at most 86400',
};
const factor: Kind<z.ZodType<number>> = {
  schema: z.coerce.number().min(1).max(1000),
  values: 'number from 1 to 1000',
};
const days: Kind<z.ZodType<number>> = {
  schema: z.coerce.number().min(0).max(3650),
  values: 'number from 0 to 3650',
};
const count = whole(1, 1_000_000);
/** Of what the live version has: 0 tolerates nothing, 1 everything. */
const share: Kind<z.ZodType<number>> = {
  schema: z.coerce.number().min(0).max(1),
  values: 'number from 0 to 1',
};
const port = whole(0, 65_535);
const folder: Kind<z.ZodType<string>> = { schema: z.string().min(1), values: 'path of a folder' };
const address: Kind<z.ZodType<string>> = { schema: z.string().min(1), values: 'host name or address' };

/** Everything that can be configured. */
export const SETTINGS = {
  backend: setting(
    'SITEPACK_BACKEND',
    oneOf('embedded', 'aws'),
    'embedded',
    'What queues, objects and tables stand on: files of one machine, or SQS, S3 and DynamoDB.',
  ),
  bucket: setting(
    'SITEPACK_BUCKET',
    textOrEmpty(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      '3 to 63 lower-case letters, digits, dots and hyphens; the first and the last a letter or digit',
    ),
    '',
    'Bucket of the objects. Needed with SITEPACK_BACKEND=aws; region, credentials and endpoints are those of the AWS SDK (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...).',
  ),
  data: setting(
    'SITEPACK_DATA',
    folder,
    './data',
    'Folder of the embedded backend, and of local scratch files.',
  ),
  prefix: setting(
    'SITEPACK_PREFIX',
    text(/^[a-z][a-z0-9-]{0,30}$/, '1 to 31 lower-case letters, digits and hyphens; the first a letter'),
    'sitepack',
    'Begins the names of queues and tables.',
  ),
  host: setting(
    'SITEPACK_HOST',
    address,
    '127.0.0.1',
    'Address that HTTP servers listen on. One that other machines can reach (0.0.0.0) needs SITEPACK_KEY.',
  ),
  advertise: setting(
    'SITEPACK_ADVERTISE',
    textOrEmpty(/^[a-z0-9_.:-]{1,253}$/i, 'host name or address, without scheme and path'),
    '',
    'Host name or address by which the other processes reach this one; when empty, what it listens on, or with 0.0.0.0 and :: the first address of the machine.',
  ),
  key: setting(
    'SITEPACK_KEY',
    textOrEmpty(/^[\x21-\x7e]{16,256}$/, '16 to 256 printable ASCII characters without spaces'),
    '',
    'Secret that all processes share. When it is set, every request but searches and health checks must bring it, as "Authorization: Bearer" or as the password of a browser.',
    undefined,
    { secret: true },
  ),
  port: setting('SITEPACK_PORT', port, '8080', 'Port of the API and the search page; 0 takes a free one.'),
  status_port: setting(
    'SITEPACK_STATUS_PORT',
    port,
    '0',
    'Port of /healthz, /readyz and /metrics of a process without the API; 0 takes a free one.',
  ),
  searcher_port: setting(
    'SITEPACK_SEARCHER_PORT',
    port,
    '0',
    'Port on which a searcher is asked by routers; 0 takes a free one.',
  ),
  public_hosts: setting(
    'SITEPACK_PUBLIC_HOSTS',
    list(z.string().regex(/^[a-z0-9_.-]{1,253}$/i), 'host names without scheme, port and path'),
    '',
    'Host names, with commas between, by which it is asked for, such as search.site.gov: of a proxy in front that passes on "Host", and on the network its own. When it is set there, other names are refused.',
  ),
  widget_origins: setting(
    'SITEPACK_WIDGET_ORIGINS',
    list(
      z.string().regex(/^(?:\*|https?:\/\/(?:\*\.)?[a-z0-9][a-z0-9.-]{0,251}(?::\d{1,5})?)$/),
      'origins in lower case such as https://www.site.gov, https://*.site.gov for all hosts below one, or * for all',
    ),
    '',
    'Sites, with commas between, whose pages may search here from browsers of their visitors, by the widget (docs/widget.md); none when empty. Anybody can then put the search on these pages who can name an index: nothing else is let in.',
  ),
  log_level: setting(
    'SITEPACK_LOG',
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'Least severe log line that is written to standard error.',
  ),

  user_agent: setting(
    'SITEPACK_USER_AGENT',
    text(
      // By the name of a browser no robots.txt means a crawler: a name of its own is to be found in what begins so.
      /^(?!mozilla(?![a-z_-])(?!.*[(;]\s*compatible;\s*[a-z_-]))[a-z_-][\x20-\x7e]{2,199}$/i,
      '3 to 200 printable ASCII characters, the first a letter, "-" or "_"; what begins with Mozilla names the crawler as in ' +
        '"Mozilla/5.0 (compatible; MyBot/1.0; +https://site.gov/bot)"',
    ),
    'Sitepack/0.1 (+https://github.com/sitepack/sitepack#crawler)',
    'How the crawler calls itself, with an address of whoever runs it: the default has none, and every crawl warns of it. The letters, "-" and "_" that it begins with are the name that robots.txt is searched for; of "Mozilla/5.0 (compatible; MyBot/1.0; …)" it is MyBot.',
  ),
  delay_ms: setting(
    'SITEPACK_DELAY_MS',
    whole(0, DAY_MS),
    '100',
    'Least time between the starts of two requests to one host, over all workers.',
    'ms',
  ),
  delay_factor: setting(
    'SITEPACK_DELAY_FACTOR',
    { schema: z.coerce.number().min(0).max(100), values: 'number from 0 to 100' },
    '1',
    'The same as a multiple of what the host takes to answer, when that is 100 ms or more: a slow host is asked less. 30 s at most; 0 turns it off.',
  ),
  host_concurrency: setting(
    'SITEPACK_HOST_CONCURRENCY',
    count,
    '4',
    'Requests to one host at a time, over all workers; one at a time where its robots.txt has a Crawl-delay, or while it is in trouble.',
  ),
  fetch_timeout_ms: setting(
    'SITEPACK_FETCH_TIMEOUT_MS',
    whole(0, DAY_MS),
    '20000',
    'A request, from its start to its last byte.',
    'ms',
  ),
  max_page_bytes: setting(
    'SITEPACK_MAX_PAGE_BYTES',
    whole(1024),
    '10485760',
    'Largest page, decompressed.',
    'bytes',
  ),
  fetch_attempts: setting(
    'SITEPACK_FETCH_ATTEMPTS',
    count,
    '3',
    'Tries per page when the site answers 429 or 5xx, or not at all.',
  ),
  retry_delay_ms: setting(
    'SITEPACK_RETRY_DELAY_MS',
    whole(0, DAY_MS),
    '2000',
    'Wait before the second try of a page; doubled for each further one, unless Retry-After says otherwise.',
    'ms',
  ),
  grace_days: setting(
    'SITEPACK_GRACE_DAYS',
    days,
    '14',
    'How long a page stays in its index that cannot be reached.',
    'days',
  ),
  grace_tries: setting(
    'SITEPACK_GRACE_TRIES',
    whole(1, 1000),
    '3',
    'Visits in a row that have to fail as well before it leaves.',
  ),
  robots_ttl_s: setting(
    'SITEPACK_ROBOTS_TTL_S',
    seconds,
    '86400',
    'How long a robots.txt is believed; by crawls with a hall pass, and `sitepack inspect`, a minute at most.',
    's',
  ),
  allow_private: setting(
    'SITEPACK_ALLOW_PRIVATE',
    list(z.union([z.cidrv4(), z.cidrv6()]), 'CIDRs such as 127.0.0.0/8 or fd00::/8'),
    '',
    'CIDRs, with commas between, of private, loopback and link-local addresses that may be fetched, such as 127.0.0.0/8. Addresses of the metadata of clouds must be named each by itself, as 169.254.169.254/32.',
  ),
  proxy: setting(
    'SITEPACK_PROXY',
    textOrEmpty(
      /^https?:\/\/(?:[^\s:@/?#]+(?::[^\s:@/?#]*)?@)?(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?\/?$/i,
      'http:// or https://, host and port of a proxy, with user and password before the host if it wants them: http://user:password@proxy.site.gov:3128, in which "@", ":", "/" and "%" are written %40, %3A, %2F and %25',
    ),
    '',
    'Proxy by which all pages are asked for; none when empty: HTTP_PROXY and the like are ignored. It resolves the names of sites, and has to keep pages from private addresses itself (docs/deploy.md).',
    undefined,
    { secret: true },
  ),
  ports: setting(
    'SITEPACK_PORTS',
    list(z.string().regex(/^\d{1,5}(?:-\d{1,5})?$/), 'ports, and ranges such as 8000-8999'),
    '80,443,8080,8443',
    'Ports, with commas between, at which pages may be asked for. At addresses that SITEPACK_ALLOW_PRIVATE allows any port may.',
  ),
  max_depth: setting(
    'SITEPACK_MAX_DEPTH',
    whole(0, 1000),
    '50',
    'Depth of a crawl that names none.',
    'links',
  ),
  max_pages: setting(
    'SITEPACK_MAX_PAGES',
    count,
    '1000000',
    'Pages of a crawl that names no limit.',
    'pages',
  ),

  crawl_timeout_s: setting(
    'SITEPACK_CRAWL_TIMEOUT_S',
    seconds,
    '10',
    'Quiet time after which a crawl is packed, should nobody notice before that it is over.',
    's',
    { aws_default: '300' },
  ),
  page_timeout_s: setting(
    'SITEPACK_PAGE_TIMEOUT_S',
    seconds,
    '2',
    'Quiet time after which single pages are packed.',
    's',
    { aws_default: '30' },
  ),
  timer_max_factor: setting(
    'SITEPACK_TIMER_MAX_FACTOR',
    factor,
    '10',
    'A timer fires at the latest after its timeout times this, however often it is reset.',
  ),

  shards: setting('SITEPACK_SHARDS', whole(1, 256), '1', 'Shards of a new index.'),
  replicas: setting('SITEPACK_REPLICAS', whole(1, 64), '1', 'Replicas per shard.'),
  keep_versions: setting(
    'SITEPACK_KEEP_VERSIONS',
    count,
    '5',
    'Versions of an index that are kept at least.',
  ),
  keep_s: setting('SITEPACK_KEEP_S', seconds, '86400', 'Versions younger than this are kept too.', 's'),
  keep_crawls: setting(
    'SITEPACK_KEEP_CRAWLS',
    count,
    '10',
    'Finished crawls of an index that are kept, with their reports; of older ones nothing is, but for those that ended since a crawl began that goes on (a hundred at most).',
  ),
  keep_searches: setting(
    'SITEPACK_KEEP_SEARCHES',
    whole(1, 3650),
    '90',
    'Days for which it is kept how an index was searched.',
    'days',
  ),
  query_times: setting(
    'SITEPACK_QUERY_TIMES',
    whole(1, 1000),
    '3',
    'Times that a query must have been asked, ten minutes between each, before its text is stored and shown; 1 stores what a single person asked, names included.',
  ),
  gate_lost_share: setting(
    'SITEPACK_GATE_LOST_SHARE',
    share,
    '0.3',
    'Share of the documents of an index, and of a site in it, that a version may lose; one that loses more is held until somebody publishes it. 1 switches the check off.',
  ),
  gate_spare_documents: setting(
    'SITEPACK_GATE_SPARE_DOCUMENTS',
    whole(0, 1_000_000),
    '5',
    'Documents that a version may lose whatever share they are, and pages that a crawl may fail to read.',
  ),
  gate_failed_share: setting(
    'SITEPACK_GATE_FAILED_SHARE',
    share,
    '0.5',
    'Share of the pages in the index that a crawl may fail to read anew before its version is held; 1 switches the check off.',
  ),
  gate_shrunk_share: setting(
    'SITEPACK_GATE_SHRUNK_SHARE',
    share,
    '0.5',
    'Share of its bytes that a version may lose before it is held: pages may stay and be empty; 1 switches the check off.',
  ),
  lease_ms: setting(
    'SITEPACK_LEASE_MS',
    whole(100, DAY_MS),
    '10000',
    'Length of the leases on an index and on the role of the orchestrator.',
    'ms',
  ),

  visibility_ms: setting(
    'SITEPACK_VISIBILITY_MS',
    whole(1000, DAY_MS),
    '30000',
    'How long a received message stays hidden; extended while it is worked on.',
    'ms',
  ),
  handler_timeout_ms: setting(
    'SITEPACK_HANDLER_TIMEOUT_MS',
    whole(1000, DAY_MS),
    '120000',
    'A handler is aborted after this; packers have ten times as long.',
    'ms',
  ),
  max_failures: setting('SITEPACK_MAX_FAILURES', count, '5', 'Failures of a message after which it is dead.'),
  max_receives: setting(
    'SITEPACK_MAX_RECEIVES',
    whole(1, 999),
    '900',
    'Deliveries after which a message is dead whatever happened: the backstop for one that kills its worker. Below the 1,000 at which SQS gives up by itself, without a reason.',
  ),

  space_mb: setting(
    'SITEPACK_SPACE_MB',
    whole(0),
    '0',
    'Room that one searcher or packer may fill; 0 means what the disk has.',
    'MB',
  ),
  heartbeat_ms: setting(
    'SITEPACK_HEARTBEAT_MS',
    whole(100, DAY_MS),
    '2000',
    'Between two registrations of a searcher; it is lost after five that did not come.',
    'ms',
  ),
  datacenter: setting(
    'SITEPACK_DATACENTER',
    text(/^[a-z0-9-]{1,64}$/, '1 to 64 lower-case letters, digits and hyphens'),
    'default',
    'Datacenter that this process is in.',
  ),
  search_timeout_ms: setting(
    'SITEPACK_SEARCH_TIMEOUT_MS',
    whole(10, DAY_MS),
    '2000',
    'Deadline of a search; shards that have not answered are left out and counted.',
    'ms',
  ),
  search_cache_mb: setting(
    'SITEPACK_SEARCH_CACHE_MB',
    whole(0, 100_000),
    '64',
    'What answers take that a router keeps; of a version that is no longer live none is given. 0 keeps none.',
    'MB',
  ),
  searcher_searches: setting(
    'SITEPACK_SEARCHER_SEARCHES',
    whole(1, 100_000),
    '100',
    'Searches that a router has under way at one searcher, whatever number of shards they ask there; beyond it, searches are refused with 429.',
  ),
  search_threads: setting(
    'SITEPACK_SEARCH_THREADS',
    whole(1, 64),
    '2',
    'Threads per searcher that run queries.',
  ),
} as const;

type Settings = typeof SETTINGS;
/** The settings as parsed. */
export type Config = { readonly [Name in keyof Settings]: z.output<Settings[Name]['schema']> };

/** A variable that cannot be used, with what it may be. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  readonly code = 'bad_config';
}

/**
 * Reads the settings from variables, with the defaults where one is absent or empty.
 * @throws {BadConfig} naming each variable that is wrong, or that begins with SITEPACK_ and is none.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  const known = new Set<string>();
  const backend = env[SETTINGS.backend.variable];
  for (const [name, entry] of Object.entries<Setting<z.ZodType>>(SETTINGS)) {
    known.add(entry.variable);
    const given = env[entry.variable];
    const text = given === undefined || given === '' ? defaultOf(entry, backend) : given;
    const parsed = entry.schema.safeParse(text);
    if (parsed.success) config[name] = parsed.data;
    else
      problems.push(
        `${entry.variable}="${entry.secret === true ? '…' : text.slice(0, MOST_SHOWN)}" cannot be used; allowed: ${entry.values}`,
      );
  }
  for (const variable of Object.keys(env)) {
    if (variable.startsWith('SITEPACK_') && !known.has(variable)) {
      problems.push(`${variable}: there is no such setting; "sitepack config" lists them`);
    }
  }
  if (problems.length > 0) throw new BadConfig(problems.join('\n'));
  // Every name of SETTINGS was parsed by its schema above, which TypeScript cannot follow through the loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const read = config as Config;
  checkTogether(read);
  return read;
}

/** Of a value that is refused. */
const MOST_SHOWN = 200;

/** The default of a setting with a backend. */
export function defaultOf(
  { default: fallback, aws_default }: Pick<Setting<z.ZodType>, 'default' | 'aws_default'>,
  backend: string | undefined,
): string {
  return backend === 'aws' ? (aws_default ?? fallback) : fallback;
}

/** Whether only this machine can reach what listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** What one setting asks of another. */
function checkTogether({ backend, bucket, host, key }: Config): void {
  if (backend === 'aws' && bucket === '')
    throw new BadConfig('SITEPACK_BACKEND=aws needs SITEPACK_BUCKET, the bucket of the objects');
  if (!isLoopback(host) && key === '')
    throw new BadConfig(
      `SITEPACK_HOST="${host}" can be reached from other machines: set SITEPACK_KEY to a secret of 16 characters or more, ` +
        'the same for all processes; or listen on 127.0.0.1',
    );
}
