import { goesOnAfterComma, unavailableAfter } from './unavailable-after.ts';

/** What a page itself asks of crawlers, by a meta element or by X-Robots-Tag. */
export interface RobotsDirectives {
  /** Do not put this page in the index. */
  readonly noindex: boolean;
  /** Do not follow its links. */
  readonly nofollow: boolean;
  /** Do not show a text or a picture of it in a list of results. */
  readonly nosnippet: boolean;
  /** Do not offer a copy of it. */
  readonly noarchive: boolean;
  /** Characters that a text of it may have in a list of results; null for any number. */
  readonly max_snippet: number | null;
  /** Unix ms from which it is as if it said noindex; null for never. */
  readonly unavailable_after_ms: number | null;
}

export const NO_DIRECTIVES: RobotsDirectives = {
  noindex: false,
  nofollow: false,
  nosnippet: false,
  noarchive: false,
  max_snippet: null,
  unavailable_after_ms: null,
};

/** Of what a page asks; the rest of a longer list is not read. Some hundred are known to ask for anything. */
const MAX_CHARS = 4096;

/** Directives that have a colon themselves, and so are no agent's name. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  'unavailable_after',
  'max-snippet',
  'max-image-preview',
  'max-video-preview',
]);

/** Whether a page may be in the index now; if not, why. */
export function indexRefusal(
  { noindex, unavailable_after_ms }: Pick<RobotsDirectives, 'noindex' | 'unavailable_after_ms'>,
  now_ms: number,
): string | undefined {
  if (noindex) return 'the page asks not to be indexed';
  if (unavailable_after_ms === null || now_ms < unavailable_after_ms) return undefined;
  return `the page asks not to be indexed after ${new Date(unavailable_after_ms).toISOString()}`;
}

/** Characters of its text that a page lets be shown in a list of results; null for any number. */
export function snippetLimit({
  nosnippet,
  max_snippet,
}: Pick<RobotsDirectives, 'nosnippet' | 'max_snippet'>): number | null {
  return nosnippet ? 0 : max_snippet;
}

/** Two voices together: the stricter one counts. */
export function bothDirectives(one: RobotsDirectives, other: RobotsDirectives): RobotsDirectives {
  return {
    noindex: one.noindex || other.noindex,
    nofollow: one.nofollow || other.nofollow,
    nosnippet: one.nosnippet || other.nosnippet,
    noarchive: one.noarchive || other.noarchive,
    max_snippet: lesser(one.max_snippet, other.max_snippet),
    unavailable_after_ms: lesser(one.unavailable_after_ms, other.unavailable_after_ms),
  };
}

/** Reads the content of a robots meta element: a list with commas between; what is not known is passed over. */
export function parseDirectives(content: string): RobotsDirectives {
  return listed(content).reduce(
    (directives, { name, value }) => bothDirectives(directives, directive(name, value)),
    NO_DIRECTIVES,
  );
}

/**
 * Reads X-Robots-Tag: directives for everyone, and behind `name:` those for one crawler. A name holds for what follows on
 * it in its line, until the next name. Of several lines that somebody has joined by commas nobody can tell where one
 * ended: there a name holds until the next one.
 *
 * @param header lines as the server sent them, with a newline between.
 * @param agentToken our name, in lower case.
 */
export function parseRobotsTag(header: string, agentToken: string): RobotsDirectives {
  let directives = NO_DIRECTIVES;
  for (const line of header.slice(0, MAX_CHARS).split('\n')) {
    let forUs = true;
    for (const { agent, name, value } of listed(line)) {
      if (agent !== undefined) forUs = agent === agentToken || agent === 'robots' || agent === '*';
      if (forUs) directives = bothDirectives(directives, directive(name, value));
    }
  }
  return directives;
}

/** A member of a list: `agent: name: value`, of which all but the name may be absent. */
interface Listed {
  readonly agent?: string;
  readonly name: string;
  readonly value: string;
}

/** The members of a list, in lower case. A comma within a date parts nothing; spaces part words that have none. */
function listed(text: string): Listed[] {
  const members: Listed[] = [];
  const parts = text.slice(0, MAX_CHARS).toLowerCase().split(',');
  for (let at = 0; at < parts.length; at += 1) {
    let { agent, rest } = withAgent(parts[at] ?? '');
    const [, name, begun] = /^\s*([a-z_-]+)\s*:(.*)$/s.exec(rest) ?? [];
    if (name === 'unavailable_after' && begun !== undefined && goesOnAfterComma(begun)) {
      at += 1;
      rest = `${rest},${parts[at] ?? ''}`;
    }
    const named = agent === undefined ? {} : { agent };
    if (name !== undefined && WITH_VALUE.has(name)) {
      members.push({ ...named, name, value: rest.slice(rest.indexOf(':') + 1).trim() });
      continue;
    }
    const words = rest.split(/\s+/).filter((word) => word !== '');
    // An agent without directives is an agent all the same: what follows on it is for that one.
    if (words.length === 0 && agent !== undefined) members.push({ agent, name: '', value: '' });
    for (const word of words) members.push({ ...named, name: word, value: '' });
  }
  return members;
}

/** A name before a colon, unless it is that of a directive. */
function withAgent(part: string): { agent?: string; rest: string } {
  const [, agent, rest] = /^\s*([a-z0-9_*-]+)\s*:(.*)$/s.exec(part) ?? [];
  if (agent === undefined || rest === undefined || WITH_VALUE.has(agent)) return { rest: part };
  // "15:00:00" is the end of a date that began with something unknown.
  return /^\d+$/.test(agent) ? { rest: part } : { agent, rest };
}

function directive(name: string, value: string): RobotsDirectives {
  switch (name) {
    case 'none':
      return { ...NO_DIRECTIVES, noindex: true, nofollow: true };
    case 'noindex':
    case 'nofollow':
    case 'nosnippet':
    case 'noarchive':
      return { ...NO_DIRECTIVES, [name]: true };
    case 'max-snippet':
      return maxSnippet(value);
    case 'unavailable_after':
      return { ...NO_DIRECTIVES, unavailable_after_ms: unavailableAfter(value) };
    default:
      // `all`, `index`, `follow` say what holds anyway; others are of pictures, translations and engines that are gone.
      return NO_DIRECTIVES;
  }
}

/** -1 stands for any number, 0 for no text at all. */
function maxSnippet(value: string): RobotsDirectives {
  if (!/^\d{1,9}$/.test(value)) return NO_DIRECTIVES;
  const max_snippet = Number(value);
  return { ...NO_DIRECTIVES, max_snippet, nosnippet: max_snippet === 0 };
}

function lesser(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
