/** What a page is read as. */
export type PageFormat = 'html' | 'text' | 'markdown';

const FORMATS: ReadonlyMap<string, PageFormat> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/plain', 'text'],
  ['text/markdown', 'markdown'],
  ['text/x-markdown', 'markdown'],
]);

/** Beginnings of files that are sent as text by mistake. */
const SIGNATURES: readonly (readonly [bytes: string, content_type: string])[] = [
  ['%PDF-', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['\x1F\x8B', 'application/gzip'],
  ['GIF8', 'image/gif'],
  ['\x89PNG', 'image/png'],
  ['\xFF\xD8\xFF', 'image/jpeg'],
];
/** Tab, line ends, form feed, and the escape of ISO-2022-JP. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
/** How much of a body is looked at, as the MIME Sniffing Standard has it. */
const SNIFFED_BYTES = 1445;

/** A Content-Type in its parts, in lower case; the type is empty when there is none. */
export function parseContentType(header: string | undefined): { type: string; charset: string | undefined } {
  const [type = '', ...parameters] = (header ?? '').split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)/i.exec(parameter)?.[1])
    .find(Boolean);
  return { type: type.trim().toLowerCase(), charset: charset?.toLowerCase() };
}

/**
 * What a body is: what its Content-Type says, unless the bytes say that it cannot be; by its bytes when there is none.
 * @returns the format, or the type of what we do not read.
 */
export function formatOf(
  type: string,
  body: Uint8Array,
): { readonly format: PageFormat; readonly content_type: string } | { readonly unsupported: string } {
  const known = FORMATS.get(type);
  const unnamed =
    type === '' || type === 'unknown/unknown' || type === 'application/unknown' || type === '*/*';
  if (known === undefined && !unnamed) return { unsupported: type.slice(0, 200) };
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, SNIFFED_BYTES));
  const text = start.toString('latin1');
  const signature = SIGNATURES.find(([bytes]) => text.startsWith(bytes));
  if (signature !== undefined) return { unsupported: signature[1] };
  if (isBinary(start, known !== undefined)) return { unsupported: 'application/octet-stream' };
  if (known !== undefined) return { format: known, content_type: type };
  return looksLikeHtml(text)
    ? { format: 'html', content_type: 'text/html' }
    : { format: 'text', content_type: 'text/plain' };
}

/**
 * Control characters that no text has. Where the server says that it is text, only NUL speaks against it: others stray
 * into real pages. UTF-16, which is full of NUL, is told by its mark.
 */
function isBinary(start: Buffer, saidToBeText: boolean): boolean {
  const mark = start.toString('latin1', 0, 2);
  if (mark === '\xFF\xFE' || mark === '\xFE\xFF') return false;
  return saidToBeText ? start.includes(0) : start.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte));
}

function looksLikeHtml(text: string): boolean {
  return /^(?:\xEF\xBB\xBF)?\s*(?:<!--|<!doctype html|<\?xml|<(?:html|head|body|title|meta|script|h1|div|p|table|a|br)[\s/>])/i.test(
    text,
  );
}
