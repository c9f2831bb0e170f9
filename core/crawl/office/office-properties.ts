import { languageTag } from '../language-tag.ts';
import { pageDate } from '../page-date.ts';
import { readXml } from '../xml-events.ts';

/** What a file says of itself. */
export interface OfficeProperties {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly published_at_ms: number | null;
  readonly modified_at_ms: number | null;
}

const MAX_CHARS = 5000;

/**
 * Reads the properties of an office file: `docProps/core.xml` of Open XML, `meta.xml` of OpenDocument. Both have the
 * names of Dublin Core.
 */
export function officeProperties(xml: string): OfficeProperties {
  const said = new Map<string, string>();
  let name = '';
  readXml(xml, {
    open: (opened) => {
      name = opened;
    },
    text: (text) => {
      const before = said.get(name) ?? '';
      if (name !== '' && before.length < MAX_CHARS) said.set(name, before + text);
    },
    close: () => {
      name = '';
    },
  });
  const first = (...names: string[]): string =>
    names.map((name) => said.get(name)?.trim()).find(Boolean) ?? '';
  return {
    title: first('dc:title'),
    description: first('dc:description', 'dc:subject'),
    language: languageTag(first('dc:language')),
    published_at_ms: pageDate(first('dcterms:created', 'meta:creation-date')),
    modified_at_ms: pageDate(first('dcterms:modified', 'dc:date')),
  };
}
