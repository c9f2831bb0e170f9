import type { Block, Place } from './page-block.ts';
import { type Region, isFurniture } from './page-region.ts';
import { Zone } from './page-zone.ts';

/** A main element with this many characters is the page's content, whatever else there is: a short paragraph. */
const SUBSTANTIAL_CHARS = 200;
/** Share of a block that is links, from which on it only leads elsewhere. */
const LEADS_ELSEWHERE = 0.8;

/** Characters of a line that is no sentence. */
const MAX_LABEL_CHARS = 60;

/** Tells the content of a page from what stands around it. */
export interface PageContent {
  /** The lowest zone of it. */
  readonly least: Zone;
  /** Whether a place is in it; `nth`: how many blocks ended before. */
  readonly has: (place: Place, nth: number) => boolean;
  /** Its heading, where that stands outside. */
  readonly heading: Block | undefined;
}

/**
 * Finds the content: what the rules chose; else a `main` with substance; else an `article` that is most of the page; else
 * all but navigation and the like, less what is furniture by its names and its links; and all of it where there is
 * nothing else, so that no page is empty that has text.
 * @param title of the page, as its head has it.
 */
export function findContent(blocks: readonly Block[], title: string): PageContent {
  const least = leastZone(blocks);
  const inZone = blocks.filter((block) => block.zone >= least);
  const { dropped, from, to } = least === Zone.body ? furniture(inZone) : NO_FURNITURE;
  const has = ({ zone, region }: Place, nth: number) =>
    zone >= least && nth >= from && nth < to && !(region !== undefined && dropped.has(region));
  const mayLack = least > Zone.noise && least < Zone.chosen;
  return { least, has, heading: mayLack ? headingOutside(blocks, has, title) : undefined };
}

function leastZone(blocks: readonly Block[]): Zone {
  const [, body, article, main, chosen] = charsByZone(blocks);
  const content = body + article + main;
  if (chosen > 0) return Zone.chosen;
  if (main >= SUBSTANTIAL_CHARS || (main > 0 && main >= content / 2)) return Zone.main;
  if (article > 0 && article + main >= content / 2) return Zone.article;
  return content > 0 ? Zone.body : Zone.noise;
}

function charsByZone(blocks: readonly Block[]): [number, number, number, number, number] {
  const chars: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const { zone, chars: count } of blocks) chars[zone] += count;
  return chars;
}

/** What is no content by its names and its links: regions, and all before the block `from` and from `to` on. */
interface Furniture {
  readonly dropped: ReadonlySet<Region>;
  readonly from: number;
  readonly to: number;
}

const NO_FURNITURE: Furniture = { dropped: new Set(), from: 0, to: Number.POSITIVE_INFINITY };

/**
 * Where neither main nor article say what the content is, the share of links in a block does (link density: Kohlschütter,
 * Fankhauser, Nejdl, "Boilerplate Detection using Shallow Text Features", WSDM 2010). A list of links may be the content
 * too. So it has to be called navigation as well, or stand at one end of the page; and nothing is taken away that would
 * leave a page of links without them.
 */
function furniture(blocks: readonly Block[]): Furniture {
  const all_chars = charsOf(blocks);
  let dropped = new Set<Region>();
  for (const { region } of blocks) {
    if (region !== undefined && isFurniture(region, all_chars)) dropped.add(region);
  }
  let left = blocks.filter(({ region }) => region === undefined || !dropped.has(region));
  const left_chars = charsOf(left);
  if (left_chars < SUBSTANTIAL_CHARS && left_chars < all_chars / 2) {
    dropped = new Set();
    left = [...blocks];
  }
  const ends = withoutEnds(left);
  const [first] = ends;
  const last = ends.at(-1);
  if (first === undefined || last === undefined) return { ...NO_FURNITURE, dropped };
  const behind = left[left.indexOf(last) + 1];
  return {
    dropped,
    from: first === left[0] ? 0 : first.nth,
    to: behind?.nth ?? NO_FURNITURE.to,
  };
}

/** The blocks without those at both ends that only lead elsewhere; all, if the others are not most of the text. */
function withoutEnds(blocks: readonly Block[]): readonly Block[] {
  let from = 0;
  let to = blocks.length;
  while (from < to && leadsElsewhere(blocks[from])) from += 1;
  while (to > from && leadsElsewhere(blocks[to - 1])) to -= 1;
  // Links below a heading or a label are a part of the content, such as "See also".
  if (isLabel(blocks[to - 1])) to = blocks.length;
  const inner = blocks.slice(from, to);
  return charsOf(inner) >= Math.max(SUBSTANTIAL_CHARS, charsOf(blocks) / 2) ? inner : blocks;
}

function leadsElsewhere(block: Block | undefined): boolean {
  return block !== undefined && block.heading === undefined && block.linked >= block.chars * LEADS_ELSEWHERE;
}

function isLabel(block: Block | undefined): boolean {
  if (block === undefined) return false;
  return block.heading !== undefined || (block.linked === 0 && block.chars <= MAX_LABEL_CHARS);
}

function charsOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { chars }) => sum + chars, 0);
}

/**
 * The heading of level 1 that a content without one has outside of it, unless it is the name of the site: that is a link,
 * or what the title of the page ends with.
 */
function headingOutside(blocks: readonly Block[], has: PageContent['has'], title: string): Block | undefined {
  const headings = blocks.filter(({ heading }) => heading?.level === 1);
  if (headings.some((block) => has(block, block.nth))) return undefined;
  return headings.find(
    ({ linked, text }) =>
      linked * 2 < text.length && (title === text || !title.toLowerCase().endsWith(text.toLowerCase())),
  );
}
