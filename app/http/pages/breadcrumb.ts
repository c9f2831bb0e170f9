/** Segments of a path that are shown; of longer ones the middle is left out. */
const MOST_SEGMENTS = 4;
const LONGEST_SEGMENT = 40;

/** A URL as steps for a person: the host, then the folders down to the page, percent-encodings decoded. */
export function breadcrumb(url: string): string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [url.slice(0, 200)];
  const segments = parsed.pathname.split('/').filter((segment) => segment !== '');
  const names = segments.map((segment) => shorten(decode(segment)));
  const shown =
    names.length > MOST_SEGMENTS ? [...names.slice(0, 1), '…', ...names.slice(2 - MOST_SEGMENTS)] : names;
  return [parsed.host, ...shown];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    // Not UTF-8: shown as it is written.
    if (error instanceof URIError) return segment;
    throw error;
  }
}

function shorten(name: string): string {
  return name.length > LONGEST_SEGMENT ? `${name.slice(0, LONGEST_SEGMENT - 1)}…` : name;
}
