import { isUtf8 } from 'node:buffer';
import { decodeBuffer, getEncoding } from 'encoding-sniffer';

/** Where a text may say its own charset: HTML in meta elements, XML in its declaration, other text nowhere. */
export type CharsetRules = 'html' | 'xml' | 'text';

/** How much of a page is searched for its charset (HTML Standard, "prescan a byte stream to determine its encoding"). */
const PRESCAN_BYTES = 1024;
/** The longest mark. */
const MARK_BYTES = 3;

/**
 * The text of a page, in a charset of the Encoding Standard. It is told by a byte order mark, else the Content-Type, else
 * the page itself by `rules`, in the order that browsers have (HTML Standard, "encoding sniffing algorithm"); where
 * nothing tells it, it is UTF-8 if the bytes are, else windows-1252.
 *
 * @param label charset of the Content-Type, any label of the Encoding Standard; one that is none is passed over.
 */
export function decodePage(bytes: Uint8Array, label: string | undefined, rules: CharsetRules): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPlainlyUtf8(buffer, label)) return new TextDecoder().decode(buffer);
  const transport = label === undefined ? {} : { transportLayerEncodingLabel: label };
  const encoding = getEncoding(telling(buffer, rules), transport).toLowerCase();
  // Node's own is several times as fast.
  if (encoding === 'utf-8') return new TextDecoder().decode(buffer);
  // Charsets that can hide markup from who looks for it, such as ISO-2022-KR, are read as one sign that says so.
  if (encoding === 'replacement') return buffer.length === 0 ? '' : '\u{FFFD}';
  return decodeBuffer(buffer, { userEncoding: encoding });
}

/**
 * Whether a label of a Content-Type is one of UTF-16 (Encoding Standard, "names and labels"). @param label in lower case.
 */
export function isUtf16(label: string | undefined): boolean {
  return label !== undefined && UTF_16.test(label);
}
const UTF_16 = /^(?:utf-16(?:le|be)?|(?:cs)?unicode|unicodefeff|unicodefffe|(?:iso-10646-)?ucs-2)$/;

/**
 * Text beyond ASCII that is valid UTF-8 is never anything else, whatever the server stamps on it, and ASCII reads the
 * same in every charset of the web but UTF-16 (full of NUL) and ISO-2022-JP (full of ESC). Most pages end here, before
 * the sniffing, which costs more than the decoding. A NUL astray makes no UTF-16: that is told by a label, or by its
 * first characters.
 */
function isPlainlyUtf8(buffer: Buffer, label: string | undefined): boolean {
  if (!isUtf8(buffer) || buffer.includes(0x1b)) return false;
  return !buffer.includes(0) || !(isUtf16(label) || buffer.subarray(0, WIDE_BYTES).includes(0));
}
/** Two characters of UTF-16. */
const WIDE_BYTES = 4;

/** The part of a page that may tell its charset. */
function telling(buffer: Buffer, rules: CharsetRules): Buffer {
  if (rules === 'html') return buffer.subarray(0, PRESCAN_BYTES);
  if (rules === 'text') return buffer.subarray(0, MARK_BYTES);
  const start = buffer.subarray(0, PRESCAN_BYTES);
  // A meta element in XML is the text of somebody else's page, as feeds have them.
  const end = start.indexOf('>');
  return end === -1 ? start.subarray(0, MARK_BYTES) : start.subarray(0, end + 1);
}
