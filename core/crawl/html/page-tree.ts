import { DomHandler, DomUtils, Parser } from 'htmlparser2';
import type { Ruling } from './page-inside.ts';
import type { PageReader } from './page-reader.ts';

export type Tree = DomHandler['root'];
export type TreeNode = Tree | Tree['children'][number];

/** Elements of a tree. The biggest pages of manuals have some 50,000. */
export const MAX_TREE_ELEMENTS = 100_000;
/** Elements open at once: to walk up costs that much for each element. Pages that people wrote have some 30. */
export const MAX_TREE_DEPTH = 256;

/** A page as a tree. */
export interface PageTree {
  readonly root: Tree;
  /** Ancestors of all elements, themselves included: what it takes to look at each of them once. */
  readonly ancestors: number;
}

/** @returns undefined when the page is too big or too deep for a tree. */
export function parseTree(html: string): PageTree | undefined {
  const handler = new DomHandler();
  let depth = 0;
  let elements = 0;
  let ancestors = 0;
  let fits = true;
  const parser = new Parser({
    onparserinit: (made) => handler.onparserinit(made),
    onopentag(name, attributes) {
      depth += 1;
      elements += 1;
      ancestors += depth;
      fits &&= depth <= MAX_TREE_DEPTH && elements <= MAX_TREE_ELEMENTS;
      if (fits) handler.onopentag(name, attributes);
      else parser.pause();
    },
    ontext: (text) => handler.ontext(text),
    onclosetag() {
      depth -= 1;
      handler.onclosetag();
    },
    onend: () => handler.onend(),
  });
  parser.write(html);
  if (!fits) return undefined;
  parser.end();
  return { root: handler.root, ancestors };
}

/**
 * Gives a reader what is in a tree, from a node on, as the parser would, with what the rules say of its elements.
 * @param max_nodes after which it breaks off.
 * @returns the nodes given.
 */
export function walkTree(
  root: TreeNode,
  reader: PageReader,
  rulings: ReadonlyMap<TreeNode, Ruling>,
  max_nodes = Infinity,
): number {
  let node: TreeNode | null = root;
  let nodes = 0;
  while (node !== null && nodes < max_nodes) {
    nodes += 1;
    if (DomUtils.isTag(node)) reader.onopentag(node.name, node.attribs, rulings.get(node));
    else if (DomUtils.isText(node)) reader.ontext(node.data);
    const first: TreeNode | undefined = DomUtils.hasChildren(node) ? node.children[0] : undefined;
    node = first ?? after(node, root, reader);
  }
  return nodes;
}

/** The node behind one that has been given, whose elements are closed on the way. */
function after(done: TreeNode, root: TreeNode, reader: PageReader): TreeNode | null {
  for (let node: TreeNode | null = done; node !== null; node = node.parent) {
    if (DomUtils.isTag(node)) reader.onclosetag(node.name);
    if (node === root) return null;
    if (node.nextSibling !== null) return node.nextSibling;
  }
  return null;
}
