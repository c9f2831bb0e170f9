/** What a Content-Type says, in lower case; the type is empty when there is none. */
export interface ContentType {
  readonly type: string;
  readonly charset: string | undefined;
}

/** `type/subtype` of the token characters of RFC 9110. */
const ESSENCE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/;
/** Longest header that is looked at: the longest type that is registered has a hundred characters. */
const MAX_HEADER_CHARS = 1000;

/**
 * Reads a Content-Type header. Sent twice it arrives with a comma between; the last one that is a type counts, and one
 * without a charset keeps that of the same type before it (Fetch Standard, "extract a MIME type"). What is no type is
 * given as it stands, for a person to see.
 */
export function parseContentType(header: string | undefined): ContentType {
  const values = (header ?? '').slice(0, MAX_HEADER_CHARS).toLowerCase().split(',');
  const [first = ''] = values;
  let said: ContentType = { type: essenceOf(first), charset: charsetOf(first) };
  for (const value of values.slice(1)) {
    const type = essenceOf(value);
    if (!ESSENCE.test(type) || type === '*/*') continue;
    const charset = charsetOf(value) ?? (type === said.type ? said.charset : undefined);
    said = { type, charset };
  }
  return said;
}

function essenceOf(value: string): string {
  return value.split(';', 1)[0]?.trim() ?? '';
}

function charsetOf(value: string): string | undefined {
  const [, ...parameters] = value.split(';');
  return parameters.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)/.exec(parameter)?.[1]).find(Boolean);
}
