/** How much of a body is looked at, as the MIME Sniffing Standard has it ("read the resource header"). */
export const SNIFFED_BYTES = 1445;

/**
 * How files begin, and what they are then: the tables of the MIME Sniffing Standard (sections 6 and 7.1) for what a crawler
 * meets, and those files that stand behind links to documents. A dot in a pattern is any byte.
 */
const SIGNATURES: readonly (readonly [bytes: string, type: string])[] = [
  ['%PDF-', 'application/pdf'],
  ['%!PS-Adobe-', 'application/postscript'],
  ['PK\x03\x04', 'application/zip'],
  // An archive without a file, and one in parts.
  ['PK\x05\x06', 'application/zip'],
  ['PK\x07\x08', 'application/zip'],
  ['\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1', 'application/x-ole-storage'],
  ['{\\rtf', 'application/rtf'],
  ['\x1F\x8B\x08', 'application/gzip'],
  ['\x28\xB5\x2F\xFD', 'application/zstd'],
  ['\xFD7zXZ\x00', 'application/x-xz'],
  ['BZh.1AY&SY', 'application/x-bzip2'],
  ["7z\xBC\xAF'\x1C", 'application/x-7z-compressed'],
  ['Rar!\x1A\x07', 'application/x-rar-compressed'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['\x89PNG\r\n\x1A\n', 'image/png'],
  ['\xFF\xD8\xFF', 'image/jpeg'],
  ['RIFF....WEBPVP', 'image/webp'],
  ['\x00\x00\x01\x00', 'image/x-icon'],
  ['\x00\x00\x02\x00', 'image/x-icon'],
  ['RIFF....WAVE', 'audio/wave'],
  ['RIFF....AVI ', 'video/avi'],
  ['OggS\x00', 'application/ogg'],
  // By the three letters alone a text on tags would be one.
  ['ID3\x02', 'audio/mpeg'],
  ['ID3\x03', 'audio/mpeg'],
  ['ID3\x04', 'audio/mpeg'],
  ['....ftyp', 'video/mp4'],
  ['\x1A\x45\xDF\xA3', 'video/webm'],
];

/** The type of a file by its first bytes; `undefined` when they tell nothing. Text tells nothing. */
export function fileSignature(start: string): string | undefined {
  return SIGNATURES.find(([bytes]) => begins(start, bytes))?.[1];
}

/** `start` has a character for each byte (latin1). */
function begins(start: string, bytes: string): boolean {
  if (!bytes.includes('.')) return start.startsWith(bytes);
  if (start.length < bytes.length) return false;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== '.' && bytes[at] !== start[at]) return false;
  }
  return true;
}

/** Tab, line ends, form feed, and the escape of ISO-2022-JP: what text has below the space ("binary data byte"). */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

/** Share of such bytes from which on what is said to be text is not: programs have a third. */
const MOSTLY = 0.1;

/** Has a byte that no text has. */
export function hasBinaryByte(start: Uint8Array): boolean {
  return start.some(isBinaryByte);
}

/** Has so many of them that they are not astray. */
export function isMostlyBinary(start: Uint8Array): boolean {
  let count = 0;
  for (const byte of start) if (isBinaryByte(byte)) count += 1;
  return count > start.length * MOSTLY;
}

/** Begins with a mark of UTF-16, which is full of NUL. */
export function hasWideMark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function isBinaryByte(byte: number): boolean {
  return byte < 0x20 && !TEXT_CONTROLS.has(byte);
}

/** With or without a mark of UTF-8 and white space before it. */
const HTML =
  /^(?:\xEF\xBB\xBF)?\s*<(?:!--|(?:!doctype html|html|head|body|title|meta|script|style|iframe|h1|div|font|p|table|a|b|br)[\s/>])/i;
const XML = /^(?:\xEF\xBB\xBF)?\s*<\?xml[\s?]/i;
/** Also in UTF-16, whose first characters are ASCII. */
const XML_WIDE = /^(?:\xFF\xFE)?<\0\?\0x\0m\0l\0|^(?:\xFE\xFF)?\0<\0\?\0x\0m\0l/;

export function looksLikeHtml(start: string): boolean {
  return HTML.test(start);
}

export function looksLikeXml(start: string): boolean {
  return XML.test(start) || XML_WIDE.test(start);
}

/**
 * Whether what is said to be HTML is a feed (MIME Sniffing Standard, 8.3 "sniffing a mislabeled feed"): its first element is
 * the root of one, behind comments, declarations and processing instructions.
 */
export function looksLikeFeed(start: string): boolean {
  let at = start.startsWith('\xEF\xBB\xBF') ? 3 : 0;
  for (;;) {
    const from = /\S/.exec(start.slice(at))?.index ?? -1;
    if (from === -1) return false;
    at += from;
    const end = endOfMarkup(start, at);
    if (end === undefined) {
      const root = start.slice(at, at + 200);
      return /^<(?:rss|feed)/.test(root) || (/^<rdf:rdf/i.test(root) && /purl\.org\/rss\/1\.0\//.test(start));
    }
    if (end === -1) return false;
    at = end;
  }
}

/** Where a comment, declaration or processing instruction ends; -1 when it does not, `undefined` when there is none. */
function endOfMarkup(start: string, at: number): number | undefined {
  const [open, close] = start.startsWith('<!--', at)
    ? ['<!--', '-->']
    : start.startsWith('<!', at)
      ? ['<!', '>']
      : start.startsWith('<?', at)
        ? ['<?', '?>']
        : ['', ''];
  if (open === '') return undefined;
  const end = start.indexOf(close, at + open.length);
  return end === -1 ? -1 : end + close.length;
}
