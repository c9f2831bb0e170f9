import { pageDate } from '../page-date.ts';
import { Zone } from './page-zone.ts';

/** When a page says that it was published and changed; null where it does not. Unix ms. */
export interface PageDates {
  readonly published_at_ms: number | null;
  readonly modified_at_ms: number | null;
}

const BY_PROPERTY: ReadonlyMap<string, keyof PageDates> = new Map([
  ['datePublished', 'published_at_ms'],
  ['dateModified', 'modified_at_ms'],
]);
/** Classes of the hAtom and h-entry microformats, and of the themes that follow them. */
const BY_CLASS: ReadonlyMap<string, keyof PageDates> = new Map([
  ['dt-published', 'published_at_ms'],
  ['published', 'published_at_ms'],
  ['entry-date', 'published_at_ms'],
  ['dt-updated', 'modified_at_ms'],
  ['updated', 'modified_at_ms'],
]);

/** Dates of elements in the text: the first of each kind counts. */
export class TextDates implements PageDates {
  published_at_ms: number | null = null;
  modified_at_ms: number | null = null;

  /** A `time` or `meta` element. One that its class alone gives a meaning has to stand in an article or main. */
  note(attributes: Readonly<Record<string, string>>, zone: Zone): void {
    const kinds = kindsOf(attributes, zone);
    if (kinds.length === 0) return;
    const date = pageDate(attributes['datetime'] ?? attributes['content'] ?? '');
    for (const kind of kinds) this[kind] ??= date;
  }
}

const MAX_CLASS_CHARS = 500;

function kindsOf(
  { itemprop, pubdate, class: classes }: Readonly<Record<string, string>>,
  zone: Zone,
): (keyof PageDates)[] {
  const kinds = [
    itemprop === undefined ? undefined : BY_PROPERTY.get(itemprop.trim()),
    pubdate === undefined ? undefined : ('published_at_ms' as const),
  ];
  if (classes !== undefined && zone > Zone.body) {
    kinds.push(
      ...classes
        .slice(0, MAX_CLASS_CHARS)
        .split(/\s+/)
        .map((name) => BY_CLASS.get(name)),
    );
  }
  return kinds.filter((kind) => kind !== undefined);
}
