/** What a code means: docs/errors.md is made from this, and every answer that is an error carries one. */
export interface ProblemEntry {
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 429 | 500 | 503;
  /** The same for every occurrence. */
  readonly title: string;
  /** What to do about it. */
  readonly action: string;
}

/** Every error of the HTTP API. A code never changes its meaning; new ones may be added. */
export const PROBLEMS = {
  bad_json: {
    status: 400,
    title: 'The body is not JSON',
    action: 'Send one JSON object in UTF-8.',
  },
  bad_field: {
    status: 400,
    title: 'A field of the body is wrong',
    action: 'Correct the field that the detail names.',
  },
  bad_parameter: {
    status: 400,
    title: 'A parameter of the URL is wrong',
    action: 'Correct the parameter that the detail names.',
  },
  bad_url: {
    status: 400,
    title: 'This URL cannot be crawled',
    action: 'Give an absolute http or https URL without credentials, such as https://site.gov/.',
  },
  bad_index_name: {
    status: 400,
    title: 'This cannot be the name of an index',
    action:
      'Use lower-case letters, digits, dots and hyphens, 63 at most, beginning with a letter or a digit.',
  },
  empty_query: {
    status: 400,
    title: 'There is nothing to search for',
    action: 'Put the words into the parameter "q".',
  },
  bad_query: {
    status: 400,
    title: 'The query cannot be answered',
    action: 'Change what the detail names; a query has at most 10,000 characters.',
  },
  version_changed: {
    status: 409,
    title: 'The index is at another version than the page before was of',
    action: 'Begin at the first page again: without the cursor.',
  },
  too_many_searches: {
    status: 429,
    title: 'More is searched for at once than the searchers answer',
    action:
      'Try again after the seconds that Retry-After says; more searchers, or SITEPACK_SEARCH_THREADS, answer more.',
  },
  key_needed: {
    status: 401,
    title: 'This needs the key',
    action: 'Send SITEPACK_KEY as "Authorization: Bearer …", or as the password that the browser asks for.',
  },
  unknown_host: {
    status: 403,
    title: 'The request names a host that this server does not go by',
    action:
      'Ask for it as localhost, 127.0.0.1, [::1] or what SITEPACK_HOST says; name others, as of a proxy, in SITEPACK_PUBLIC_HOSTS.',
  },
  cross_site: {
    status: 403,
    title: 'A page of another site asks for this',
    action: 'Open it by itself, or ask for it from a program.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    action: 'Check the path; the API begins at /v1/indexes and /v1/crawls.',
  },
  index_not_found: {
    status: 404,
    title: 'There is no such index',
    action: 'GET /v1/indexes lists the indexes; POST /v1/crawls makes one.',
  },
  crawl_not_found: {
    status: 404,
    title: 'There is no such crawl',
    action: 'GET /v1/crawls lists the crawls.',
  },
  dead_letter_not_found: {
    status: 404,
    title: 'There is no such dead letter',
    action:
      'GET /v1/dead-letters lists them. One may be in the hands of another request: try again in half a minute. Or it lies beyond the first 1,000 of its queue: deal with those first.',
  },
  unknown_searcher: {
    status: 404,
    title: 'There is no such searcher',
    action: 'GET /v1/cluster lists the searchers.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path does not take that method',
    action: 'The header "Allow" names the methods that it takes.',
  },
  version_not_kept: {
    status: 409,
    title: 'The index cannot go back to that version',
    action: 'Choose one of /v1/indexes/{index}/manifests that is not the live one.',
  },
  nothing_held: {
    status: 409,
    title: 'That version is not held',
    action: 'GET /v1/indexes/{index} tells which version is held, if one is, and why.',
  },
  settings_changed: {
    status: 412,
    title: 'The settings were changed meanwhile',
    action: 'Read them again with GET /v1/indexes/{index}/settings, and decide anew.',
  },
  revision_not_kept: {
    status: 404,
    title: 'That revision of the settings is not kept',
    action: 'GET /v1/indexes/{index}/settings/history lists those that are.',
  },
  secrets_not_kept: {
    status: 409,
    title: 'The history keeps no secrets',
    action:
      'Read that revision with GET /v1/indexes/{index}/settings?revision=N, and PUT it with its secrets in place of the asterisks, or without them.',
  },
  crawl_over: {
    status: 409,
    title: 'The crawl is over',
    action: 'Nothing is left to cancel; its report is at /v1/crawls/{id}.',
  },
  crawl_deleted: {
    status: 409,
    title: 'The index is being deleted',
    action: 'Start the crawl again when the index is gone; GET /v1/indexes lists those that are there.',
  },
  not_held: {
    status: 409,
    title: 'The searcher does not serve that pack',
    action: 'GET /v1/cluster lists the packs with the searchers that serve them.',
  },
  already_there: {
    status: 409,
    title: 'The other searcher has the pack already',
    action: 'Choose another searcher; GET /v1/cluster lists them.',
  },
  no_room: {
    status: 409,
    title: 'The other searcher has no room for the pack',
    action: 'Choose one with more free_mb, or give it more room with SITEPACK_SPACE_MB.',
  },
  comparing: {
    status: 409,
    title: 'Too many versions are being compared',
    action: 'Send it again in a while.',
  },
  too_large_to_compare: {
    status: 409,
    title: 'There is no room to compare these versions',
    action:
      'Give the server more room, as with SITEPACK_SPACE_MB, or compare them where there is some: "sitepack index diff".',
  },
  moving: {
    status: 409,
    title: 'Too many moves are under way',
    action: 'Send it again when some of them are done.',
  },
  dead_letter_unsendable: {
    status: 409,
    title: 'The dead letter is no message',
    action: 'It would die again: drop it, and send a message that is right.',
  },
  dead_letter_homeless: {
    status: 409,
    title: 'The queue of the dead letter is gone',
    action:
      'Drop it if it was for a searcher that has left; another queue is made by "sitepack setup", or by its worker when it starts.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    action: 'Send at most 256 KiB.',
  },
  wrong_content_type: {
    status: 415,
    title: 'The body must be JSON',
    action: 'Send the header "Content-Type: application/json".',
  },
  internal: {
    status: 500,
    title: 'Something went wrong inside',
    action: 'The log of this process has the cause, under the request id in the detail.',
  },
  index_not_ready: {
    status: 503,
    title: 'The index cannot be searched yet',
    action: 'Try again in a moment; /v1/cluster says what is in the way.',
  },
  no_shard_answered: {
    status: 503,
    title: 'No searcher answered',
    action: 'Try again in a moment; /v1/cluster shows the searchers.',
  },
  not_ready: {
    status: 503,
    title: 'The orchestrator of this process is not ready',
    action: 'Mend what the detail names, or wait; the table of nodes names the active one, if there is one.',
  },
  too_many_watchers: {
    status: 503,
    title: 'Too many watch already',
    action: 'Close a page that watches, or ask GET /v1/admin/state now and then.',
  },
  not_accepted: {
    status: 503,
    title: 'The change was not accepted',
    action: 'Nothing will come of this request; send it again.',
  },
} as const satisfies Readonly<Record<string, ProblemEntry>>;

export type ProblemCode = keyof typeof PROBLEMS;
