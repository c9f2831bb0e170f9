/** Reasons of which the code is no words. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    not_asked: 'not asked for',
    not_modified: 'answered 304',
    same_content: 'read, with the same content',
    robots: 'robots.txt',
    robots_unavailable: 'robots.txt cannot be had',
    address: 'address or port',
    rule: "the site's rules",
    pages: 'limit of pages',
    depth: 'limit of depth',
    bytes: 'limit of bytes',
    seconds: 'limit of time',
    over: 'found when the crawl was over',
    no_type: 'no type',
    dns_failed: 'name not found',
    tls_failed: 'no secure connection',
    dead_letter: 'given up: see dead letters',
    host_failing: 'its host fails',
    unreadable: 'takes too long to read',
  }),
);

/** Why a URL came to what it came to, as `reasonOf` has it, for a person. */
export function reasonText(reason: string): string {
  const status = /^http_(\d{3})$/.exec(reason)?.[1];
  if (status !== undefined) return `answered ${status}`;
  const words = WORDS.get(reason);
  if (words !== undefined) return words;
  // Types of files are called what their servers call them.
  return reason.includes('/') ? reason : reason.replaceAll('_', ' ');
}
