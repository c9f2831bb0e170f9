import { isUtf16 } from './charset.ts';
import { extensionOf } from './file-name.ts';
import {
  SNIFFED_BYTES,
  fileSignature,
  hasBinaryByte,
  hasWideMark,
  isMostlyBinary,
  looksLikeFeed,
  looksLikeHtml,
  looksLikeXml,
} from './file-signature.ts';

/** What a page is read as when it is text. Feeds are XML or JSON. */
export type TextFormat = 'html' | 'text' | 'markdown' | 'xml' | 'json' | 'table';
/** What is read by a library that is loaded when the first one comes. Which office file it is stands inside it. */
export type FileFormat = 'pdf' | 'office';

export type PageFormat =
  | { readonly kind: 'text'; readonly format: TextFormat; readonly content_type: string }
  | { readonly kind: 'file'; readonly format: FileFormat; readonly content_type: string }
  /** @param reason where it is more than that files of this type are not read. */
  | { readonly kind: 'unsupported'; readonly content_type: string; readonly reason?: string };

const TEXT_TYPES: ReadonlyMap<string, TextFormat> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/plain', 'text'],
  ['text/markdown', 'markdown'],
  ['text/x-markdown', 'markdown'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['text/csv', 'table'],
  ['application/csv', 'table'],
  ['text/tab-separated-values', 'table'],
]);

const OPEN_XML = 'application/vnd.openxmlformats-officedocument.';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument.';
/** Office files by the endings of their names. Those with macros are read for their text like the others. */
const OFFICE_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['docx', `${OPEN_XML}wordprocessingml.document`],
  ['docm', 'application/vnd.ms-word.document.macroenabled.12'],
  ['dotx', `${OPEN_XML}wordprocessingml.template`],
  ['xlsx', `${OPEN_XML}spreadsheetml.sheet`],
  ['xlsm', 'application/vnd.ms-excel.sheet.macroenabled.12'],
  ['xltx', `${OPEN_XML}spreadsheetml.template`],
  ['pptx', `${OPEN_XML}presentationml.presentation`],
  ['pptm', 'application/vnd.ms-powerpoint.presentation.macroenabled.12'],
  ['ppsx', `${OPEN_XML}presentationml.slideshow`],
  ['potx', `${OPEN_XML}presentationml.template`],
  ['odt', `${OPEN_DOCUMENT}text`],
  ['ott', `${OPEN_DOCUMENT}text-template`],
  ['ods', `${OPEN_DOCUMENT}spreadsheet`],
  ['ots', `${OPEN_DOCUMENT}spreadsheet-template`],
  ['odp', `${OPEN_DOCUMENT}presentation`],
  ['otp', `${OPEN_DOCUMENT}presentation-template`],
]);
const OFFICE_TYPES: ReadonlySet<string> = new Set(OFFICE_EXTENSIONS.values());
const PDF_TYPES: ReadonlySet<string> = new Set(['application/pdf', 'application/x-pdf']);

/** Endings of the names of text files, for a server that does not say what it sends, or says that it is plain text. */
const TEXT_EXTENSIONS: ReadonlyMap<string, readonly [content_type: string, format: TextFormat]> = new Map([
  ['txt', ['text/plain', 'text']],
  ['text', ['text/plain', 'text']],
  ['md', ['text/markdown', 'markdown']],
  ['markdown', ['text/markdown', 'markdown']],
  ['html', ['text/html', 'html']],
  ['htm', ['text/html', 'html']],
  ['xhtml', ['application/xhtml+xml', 'html']],
  ['xml', ['application/xml', 'xml']],
  ['rss', ['application/rss+xml', 'xml']],
  ['atom', ['application/atom+xml', 'xml']],
  ['json', ['application/json', 'json']],
  ['csv', ['text/csv', 'table']],
  ['tsv', ['text/tab-separated-values', 'table']],
]);
/** Of plain text only these are told apart: a server that has no type for them sends them as that. */
const PLAIN_TEXT_FORMATS: ReadonlySet<TextFormat> = new Set(['markdown', 'table']);

/** Types that say nothing: "unknown" by the MIME Sniffing Standard. */
const UNKNOWN: ReadonlySet<string> = new Set(['', 'unknown/unknown', 'application/unknown', '*/*']);
/** Types that say no more than that there is a file. */
const ANY_FILE: ReadonlySet<string> = new Set([
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-octet-stream',
  'application/download',
  'application/x-download',
  'application/force-download',
  'application/zip',
  'application/x-zip',
  'application/x-zip-compressed',
]);

/** A response, as far as its format depends on it. */
export interface TypedBody {
  /** Of its Content-Type, in lower case, without parameters. */
  readonly type: string;
  /** The other thing that a Content-Type says, in lower case. */
  readonly charset?: string | undefined;
  /** Name of the file, or of its path. */
  readonly name: string;
  readonly body: Uint8Array;
}

/**
 * What a body is: what its Content-Type says, unless the bytes say that it cannot be; by its bytes, and where these are
 * text by its name, when the type says nothing. What it is is told by the rules of the MIME Sniffing Standard,
 * with these differences: a PDF or an office file is one whatever the server calls it (nothing here runs what is in it,
 * which is what the standard guards against), and what is said to be any file is looked at.
 */
export function formatOf({ type, charset, name, body }: TypedBody): PageFormat {
  const text = textFormat(type);
  const file = PDF_TYPES.has(type) || OFFICE_TYPES.has(type);
  if (text === undefined && !file && !UNKNOWN.has(type) && !ANY_FILE.has(type)) return unsupported(type);
  const bytes = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, SNIFFED_BYTES));
  const start = bytes.toString('latin1');
  const signature = fileSignature(start);
  // Mailers and printers leave lines before the beginning of a PDF; readers allow for 1,024 bytes of them.
  if (signature === 'application/pdf' || (PDF_TYPES.has(type) && start.slice(0, 1024).includes('%PDF-')))
    return { kind: 'file', format: 'pdf', content_type: 'application/pdf' };
  if (signature === 'application/zip') return zipFormat(type, name, start);
  if (signature === 'application/x-ole-storage') return oldOffice(type, name);
  if (signature !== undefined) return unsupported(signature);
  // A page that asks to log in has the type of what is behind it.
  if (file && looksLikeHtml(start)) return asText('html', 'text/html');
  if (file) return unsupported(type, `called ${type}, which its bytes are not`);
  const wide = hasWideMark(bytes) || (text !== undefined && isUtf16(charset));
  if (!wide && !looksLikeXml(start) && isBinary(bytes, text, start))
    return unsupported('application/octet-stream');
  if (text !== undefined) return refined(text, type, name, start);
  return ANY_FILE.has(type) ? byName(type, name) : byBytes(name, start);
}

/**
 * Whether bytes are none of a text. Plain text is what servers call files that they know nothing about, so there NUL speaks
 * against it; other types are believed as browsers do, unless there is no markup and little else than such bytes.
 */
function isBinary(bytes: Uint8Array, said: TextFormat | undefined, start: string): boolean {
  if (said === undefined) return hasBinaryByte(bytes);
  if (said === 'text') return bytes.includes(0);
  return !looksLikeHtml(start) && isMostlyBinary(bytes);
}

function textFormat(type: string): TextFormat | undefined {
  const known = TEXT_TYPES.get(type);
  if (known !== undefined) return known;
  if (type.endsWith('+json')) return 'json';
  // A picture, though it is XML.
  return type.endsWith('+xml') && type !== 'image/svg+xml' ? 'xml' : undefined;
}

/** HTML that is a feed, XML that is XHTML, plain text that is something better. */
function refined(format: TextFormat, type: string, name: string, start: string): PageFormat {
  if (type === 'text/html' && looksLikeFeed(start)) return asText('xml', 'application/xml');
  if (format === 'xml' && isXhtml(start)) return asText('html', 'application/xhtml+xml');
  if (format !== 'text') return asText(format, type);
  const [content_type, better] = TEXT_EXTENSIONS.get(extensionOf(name)) ?? [];
  return content_type !== undefined && better !== undefined && PLAIN_TEXT_FORMATS.has(better)
    ? asText(better, content_type)
    : asText(format, type);
}

function byBytes(name: string, start: string): PageFormat {
  if (isXhtml(start)) return asText('html', 'application/xhtml+xml');
  if (looksLikeXml(start) || looksLikeFeed(start)) return asText('xml', 'application/xml');
  if (looksLikeHtml(start)) return asText('html', 'text/html');
  const [content_type = 'text/plain', format = 'text'] = TEXT_EXTENSIONS.get(extensionOf(name)) ?? [];
  return asText(format, content_type);
}

function byName(type: string, name: string): PageFormat {
  const [content_type, format] = TEXT_EXTENSIONS.get(extensionOf(name)) ?? [];
  return content_type === undefined || format === undefined
    ? unsupported(type)
    : asText(format, content_type);
}

function isXhtml(start: string): boolean {
  return looksLikeXml(start) && /<html[\s>]/i.test(start);
}

/** An archive: an office file if its type, its first member or its name says so. */
function zipFormat(type: string, name: string, start: string): PageFormat {
  const office = (content_type: string): PageFormat => ({ kind: 'file', format: 'office', content_type });
  if (OFFICE_TYPES.has(type)) return office(type);
  // OpenDocument has its type, not compressed, as the first member; so have books, which are not read.
  const [, member = ''] = /^.{30}mimetype(application\/[a-z\d.+-]{1,80}?)(?=PK)/s.exec(start) ?? [];
  if (OFFICE_TYPES.has(member)) return office(member);
  if (member !== '') return unsupported(member);
  const named = OFFICE_EXTENSIONS.get(extensionOf(name));
  if (named !== undefined) return office(named);
  const openXml = /^.{30}(?:\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|ppt\/)/s.test(start);
  return openXml ? office('application/vnd.openxmlformats-officedocument') : unsupported('application/zip');
}

/** Files of before 2007; and what encryption makes of later ones. */
function oldOffice(type: string, name: string): PageFormat {
  if (OFFICE_TYPES.has(type) || OFFICE_EXTENSIONS.has(extensionOf(name)))
    return unsupported(type, 'encrypted, or in the format of before 2007');
  return unsupported('application/x-ole-storage', 'in the format of office files of before 2007');
}

function asText(format: TextFormat, content_type: string): PageFormat {
  return { kind: 'text', format, content_type };
}

function unsupported(content_type: string, reason?: string): PageFormat {
  const said = content_type.slice(0, 200);
  return { kind: 'unsupported', content_type: said, ...(reason === undefined ? {} : { reason }) };
}
