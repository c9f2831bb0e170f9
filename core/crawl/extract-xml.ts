import { type PartedText, NOTHING_SAID } from './parted-text.ts';
import { MAX_BODY_CHARS, MAX_TITLE_CHARS } from './extracted.ts';
import { languageTag } from './language-tag.ts';
import { NESTED_TOO_DEEP, localName, readXml } from './xml-events.ts';

/** The first element of an XML document, as it is written; empty when there is none. */
export function rootOf(xml: string): string {
  let root = '';
  const first = {
    open: (name: string) => {
      root ||= name;
      first.done = true;
    },
    text: () => undefined,
    close: () => undefined,
    done: false,
  };
  readXml(xml.slice(0, MAX_ROOT_CHARS), first);
  return root;
}

/** Where the first element is looked for: behind declarations and comments, which licences make long. */
const MAX_ROOT_CHARS = 65_536;

/** Reads XML of any kind: the text of its elements, one a line, and the first title in it. */
export function extractXml(xml: string): PartedText {
  const lines: string[] = [];
  let line = '';
  let chars = 0;
  let title = '';
  let inTitle = false;
  let language = '';
  const endLine = (): void => {
    const text = line.trim();
    line = '';
    if (text === '') return;
    lines.push(text);
    chars += text.length + 1;
  };
  const handler = {
    done: false,
    open(name: string, attributes: Readonly<Record<string, string>>): void {
      endLine();
      if (language === '') language = languageTag(attributes['xml:lang'] ?? '');
      inTitle = title === '' && localName(name) === 'title';
      handler.done = chars > MAX_BODY_CHARS;
    },
    text(text: string): void {
      if (line.length < MAX_BODY_CHARS) line += text;
      if (inTitle && title.length < MAX_TITLE_CHARS) title += text;
    },
    close(): void {
      endLine();
      inTitle = false;
    },
  };
  const whole = readXml(xml, handler);
  endLine();
  return {
    ...NOTHING_SAID,
    title,
    language,
    parts: [{ heading: '', level: 1, text: lines.join('\n') }],
    notes: whole ? [] : [NESTED_TOO_DEEP],
  };
}
