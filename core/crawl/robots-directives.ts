/** What a page itself asks of crawlers, by a meta element or by X-Robots-Tag. */
export interface RobotsDirectives {
  /** Do not put this page in the index. */
  readonly noindex: boolean;
  /** Do not follow its links. */
  readonly nofollow: boolean;
}

export const NO_DIRECTIVES: RobotsDirectives = { noindex: false, nofollow: false };

/** Reads the content of a robots meta element: words with commas between; what is not known is passed over. */
export function parseDirectives(content: string): RobotsDirectives {
  const words = new Set(content.toLowerCase().split(/[\s,]+/));
  const none = words.has('none');
  return { noindex: none || words.has('noindex'), nofollow: none || words.has('nofollow') };
}

/** Two voices together: the stricter one counts. */
export function bothDirectives(one: RobotsDirectives, other: RobotsDirectives): RobotsDirectives {
  return { noindex: one.noindex || other.noindex, nofollow: one.nofollow || other.nofollow };
}

/** Directives that have a colon themselves, and so are no agent's name. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  'unavailable_after',
  'max-snippet',
  'max-image-preview',
  'max-video-preview',
]);

/**
 * Reads X-Robots-Tag: directives for everyone, and behind `name:` those for one crawler. Several headers arrive as one,
 * so a name holds until the next one. `agentToken` is our name, in lower case.
 */
export function parseRobotsTag(header: string, agentToken: string): RobotsDirectives {
  let directives = NO_DIRECTIVES;
  let forUs = true;
  for (const part of header.toLowerCase().split(',')) {
    const [, name, rest] = /^\s*([a-z0-9_-]+)\s*:(.*)$/.exec(part) ?? [];
    const named = name !== undefined && !WITH_VALUE.has(name);
    if (named) forUs = name === agentToken || name === 'robots';
    if (forUs) directives = bothDirectives(directives, parseDirectives(named ? (rest ?? '') : part));
  }
  return directives;
}
