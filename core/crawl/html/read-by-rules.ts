import { load } from 'cheerio/slim';
import { selectorCost } from './css-selector.ts';
import { cutText } from '../cut-text.ts';
import { MAX_TITLE_CHARS } from '../extracted.ts';
import type { Ruling } from './page-inside.ts';
import type { PageReader } from './page-reader.ts';
import type { PageRules } from './page-rules.ts';
import { MAX_TREE_DEPTH, MAX_TREE_ELEMENTS, type TreeNode, parseTree, walkTree } from './page-tree.ts';
import { tidySpace } from '../tidy-text.ts';
import { ValueTexts } from './value-texts.ts';

/** What the rules of a site take from a page, beside its text. */
export interface Ruled {
  /** Empty when no rule gives one. */
  readonly title: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** What whoever wrote them should know. */
  readonly notes: readonly string[];
}

/** Values of a field, and characters of each. */
const MAX_VALUES = 50;
const MAX_VALUE_CHARS = 1000;
/** Attributes that hold a URL. */
const URLS: ReadonlySet<string> = new Set(['href', 'src', 'poster']);

/**
 * Looks at ancestors that it may take to find what all rules of a page select; ten million take half a second. The
 * biggest pages of manuals have some 500,000, and rules of a dozen selectors take 20 of each.
 */
const MAX_LOOKS = 100_000_000;

/** Selects in any tree. */
const $ = load('');

/**
 * Reads a page by the rules of its site, into a reader that has read nothing yet.
 * @param absolute resolves a URL as written.
 * @returns why it is not read by them, for a person: the reader has read nothing then.
 */
export function readByRules(
  html: string,
  rules: PageRules,
  reader: PageReader,
  absolute: (written: string) => string | undefined,
): Ruled | { readonly unruled: string } {
  const tree = parseTree(html);
  if (tree === undefined) return { unruled: TOO_BIG };
  if (tree.ancestors * costOf(rules) > MAX_LOOKS) return { unruled: TOO_NESTED };
  const { root } = tree;
  const select = (selector: string): TreeNode[] => $(root).find(selector).get();
  const rulings = new Map<TreeNode, Ruling>();
  const rule = (selectors: readonly string[], ruling: Ruling): void => {
    for (const node of selectors.flatMap(select)) rulings.set(node, { ...rulings.get(node), ...ruling });
  };
  rule(listed(rules.body), { chosen: true });
  rule(listed(rules.sections), { heading: true });
  rule(rules.exclude ?? [], { excluded: true });
  walkTree(root, reader, rulings);
  reader.onend();
  const texts = new ValueTexts();
  const [title] = rules.title === undefined ? [] : select(rules.title);
  const titleText = title === undefined ? '' : (texts.textOf(title, MAX_TITLE_CHARS) ?? '');
  const fields: Record<string, readonly string[]> = {};
  const cut: string[] = [];
  for (const [name, rule] of Object.entries(rules.fields ?? {})) {
    const { selector, attribute } = typeof rule === 'string' ? { selector: rule } : rule;
    const valueOf = (node: TreeNode) =>
      attribute === undefined
        ? texts.textOf(node, MAX_VALUE_CHARS)
        : attributeOf(node, attribute.toLowerCase(), absolute);
    const values = select(selector).slice(0, MAX_VALUES).map(valueOf);
    fields[name] = values.filter((value) => value !== undefined).filter((value) => value !== '');
    if (values.includes(undefined)) cut.push(name);
  }
  const notes =
    cut.length === 0 ? [] : [`fields are cut, which would take too long to read: ${cut.join(', ')}`];
  return { title: titleText, fields, notes };
}

const TOO_BIG = `has more than ${MAX_TREE_ELEMENTS} elements, or more than ${MAX_TREE_DEPTH} within one another, and was read without rules`;
const TOO_NESTED = 'is so nested that its rules would take too long, and was read without rules';

function listed(selector: string | undefined): string[] {
  return selector === undefined ? [] : [selector];
}

function costOf({ title, body, sections, exclude = [], fields = {} }: PageRules): number {
  const ofFields = Object.values(fields).map((rule) => (typeof rule === 'string' ? rule : rule.selector));
  const all = [...[title, body, sections].flatMap(listed), ...exclude, ...ofFields];
  return all.reduce((sum, selector) => sum + selectorCost(selector), 0);
}

function attributeOf(
  node: TreeNode,
  name: string,
  absolute: (written: string) => string | undefined,
): string {
  const written = tidySpace($(node).attr(name) ?? '');
  const value = URLS.has(name) ? (absolute(written) ?? '') : written;
  return value.length > MAX_VALUE_CHARS && URLS.has(name) ? '' : cutText(value, MAX_VALUE_CHARS);
}
