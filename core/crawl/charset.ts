import { isUtf8 } from 'node:buffer';
import { decodeBuffer, getEncoding } from 'encoding-sniffer';

/**
 * The text of a page. Its charset is told by a byte order mark, else the Content-Type, else a meta element, in the order
 * that browsers have; where nothing tells it, it is UTF-8 if the bytes are, else windows-1252.
 *
 * @param label charset of the Content-Type, any WHATWG label; one that is none is passed over.
 */
export function decodePage(bytes: Uint8Array, label: string | undefined): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isPlainlyUtf8(buffer)) return new TextDecoder().decode(buffer);
  const transport = label === undefined ? {} : { transportLayerEncodingLabel: label };
  const encoding = getEncoding(buffer, transport).toLowerCase();
  return encoding === 'utf-8' ? new TextDecoder().decode(buffer) : decodeBuffer(buffer, transport);
}

/**
 * Text beyond ASCII that is valid UTF-8 is never anything else, whatever the server stamps on it, and ASCII reads the
 * same in every charset of the web but UTF-16 (full of NUL) and ISO-2022-JP (full of ESC). Most pages end here, before
 * the sniffing, which costs more than the decoding.
 */
function isPlainlyUtf8(buffer: Buffer): boolean {
  return isUtf8(buffer) && !buffer.includes(0x1b) && !buffer.includes(0);
}
