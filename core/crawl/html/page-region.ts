/** A part of a page that looks by its names as if it were no content; what it holds decides. */
export interface Region {
  readonly kind: 'navigation' | 'consent';
  chars: number;
  /** Characters of it that are links. */
  linked: number;
  /** Characters of its longest block that are no link. */
  prose: number;
  /** Has a heading of level 1. */
  titled: boolean;
}

/** Characters of `class`, `id` and the like that are looked at. */
const MAX_NAME_CHARS = 500;
/** Text without links in one piece, in characters, that no menu has: a sentence. */
const MAX_PROSE_CHARS = 100;
/** Share of links that a menu has at the least. Its labels and the titles of the pages it leads to may be text. */
const LEAST_LINKED = 0.2;

const NAVIGATION =
  /(?:^|[\s_-])(?:nav(?:bar|igation|header|footer|links|menu)?|(?:main|top|side|sub)-?nav|(?:main|top|side|sub)?menu|menubar|sidebar|breadcrumbs?|pagination|pager|footer|topbar|skip-?links?)(?=$|[\s_-])/i;
const CONSENT =
  /(?:cookies?|consent|gdpr|ccpa)[\s_-]{0,2}(?:banner|bar|box|consent|dialog|disclaimer|law|manager|message|modal|notice|notification|overlay|popup|pop-up|prompt|wall|warning)|onetrust|cybotcookiebot|usercentrics|didomi|truste-|qc-cmp|cmplz|sp_message_container/i;
const CONSENT_LABEL = /cookie|consent|privacy/i;
const LABELLED: ReadonlySet<string> = new Set(['dialog', 'alertdialog', 'region', 'alert']);

/** Opens a region if the names of an element (class, id; its label, if it is a dialog) are those of one. */
export function regionOf(attributes: Readonly<Record<string, string>>): Region | undefined {
  const kind = kindOf(attributes);
  return kind && { kind, chars: 0, linked: 0, prose: 0, titled: false };
}

function kindOf(attributes: Readonly<Record<string, string>>): Region['kind'] | undefined {
  const { id, class: classes, role, 'aria-label': label } = attributes;
  if (role !== undefined && label !== undefined && LABELLED.has(role.toLowerCase())) {
    if (CONSENT_LABEL.test(label.slice(0, MAX_NAME_CHARS))) return 'consent';
  }
  if (id === undefined && classes === undefined) return undefined;
  if (isNamed(id, NAVIGATION) || isNamed(classes, NAVIGATION)) return 'navigation';
  return isNamed(id, CONSENT) || isNamed(classes, CONSENT) ? 'consent' : undefined;
}

function isNamed(names: string | undefined, pattern: RegExp): boolean {
  if (names === undefined) return false;
  return pattern.test(names.length > MAX_NAME_CHARS ? names.slice(0, MAX_NAME_CHARS) : names);
}

/**
 * Whether a region is what its names say. Names alone are not believed: a menu is short texts and links; a banner that
 * asks for consent is less than half of what is there. Neither has the title of the page.
 */
export function isFurniture({ kind, chars, linked, prose, titled }: Region, all_chars: number): boolean {
  if (titled) return false;
  if (kind === 'consent') return chars * 2 < all_chars;
  return linked >= chars * LEAST_LINKED && prose <= MAX_PROSE_CHARS;
}
