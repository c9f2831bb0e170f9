import { isAscii, isUtf8 } from 'node:buffer';
import { decodeBuffer, getEncoding } from 'encoding-sniffer';

/**
 * The text of a page. Its charset is told by a byte order mark, else the Content-Type, else a meta element, in the order
 * that browsers have; where nothing tells it, it is UTF-8 if the bytes are, else windows-1252.
 *
 * @param label charset of the Content-Type, any WHATWG label; one that is none is passed over.
 */
export function decodePage(bytes: Uint8Array, label: string | undefined): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const transport = label === undefined ? {} : { transportLayerEncodingLabel: label };
  const encoding = getEncoding(buffer, transport).toLowerCase();
  if (encoding === 'utf-8' || (encoding === 'windows-1252' && isReallyUtf8(buffer)))
    return new TextDecoder().decode(buffer);
  return decodeBuffer(buffer, transport);
}

/** Servers stamp Latin-1 on everything; text beyond ASCII that is valid UTF-8 is never anything else. */
function isReallyUtf8(buffer: Buffer): boolean {
  return isUtf8(buffer) && !isAscii(buffer);
}
