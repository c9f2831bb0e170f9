/** Where the default user agent points to: to who made the crawler, not to who runs it. */
const PLACEHOLDER = 'github.com/sitepack/sitepack';
/** A web address, or one of mail: with or without `mailto:`. */
const ADDRESS = /https?:\/\/[^\s)]+|[^\s(+:]+@[^\s)]+\.[^\s)]+/i;

/**
 * Why the owner of a site that is crawled could not reach whoever crawls it; undefined when the user agent has an address.
 * Who is not told whom to ask blocks the crawler instead.
 */
export function contactTrouble(user_agent: string): string | undefined {
  const what = user_agent.includes(PLACEHOLDER)
    ? 'has the address of Sitepack itself, which does not know who runs it'
    : ADDRESS.test(user_agent)
      ? undefined
      : 'has no address';
  return what === undefined
    ? undefined
    : `SITEPACK_USER_AGENT="${user_agent}" ${what}; put in one of yours, as in "Sitepack/0.1 (+https://site.gov/crawler)" or ` +
        '"Sitepack/0.1 (crawler@site.gov)", so that owners of sites can ask you rather than block you';
}
