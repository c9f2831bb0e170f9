const OPEN_XML = 'application/vnd.openxmlformats-officedocument.';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument.';

/** Content types by what people call the files; a longer one that begins so is of that type too, as a template is. */
const NAMES: readonly (readonly [type: string, name: string])[] = [
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['application/pdf', 'pdf'],
  ['text/plain', 'text'],
  ['text/markdown', 'markdown'],
  ['application/rss+xml', 'feed'],
  ['application/atom+xml', 'feed'],
  ['application/feed+json', 'feed'],
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'csv'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/json', 'json'],
  [`${OPEN_XML}wordprocessingml.`, 'docx'],
  ['application/vnd.ms-word.', 'docx'],
  [`${OPEN_XML}spreadsheetml.`, 'xlsx'],
  ['application/vnd.ms-excel.', 'xlsx'],
  [`${OPEN_XML}presentationml.`, 'pptx'],
  ['application/vnd.ms-powerpoint.', 'pptx'],
  [`${OPEN_DOCUMENT}text`, 'odt'],
  [`${OPEN_DOCUMENT}spreadsheet`, 'ods'],
  [`${OPEN_DOCUMENT}presentation`, 'odp'],
];

/** What people call files of a content type; empty for others. */
export function fileType(content_type: string): string {
  return NAMES.find(([type]) => content_type.startsWith(type))?.[1] ?? '';
}
