const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** A snippet as text; its matches bold on a terminal. */
export function snippetText(html: string, styled: boolean): string {
  return html
    .replace(/<mark>([^<]*)<\/mark>/g, styled ? '\u001B[1m$1\u001B[22m' : '$1')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
