import { DomUtils } from 'htmlparser2';
import { cutText } from '../cut-text.ts';
import { tidySpace } from '../tidy-text.ts';
import type { Ruling } from './page-inside.ts';
import { PageReader } from './page-reader.ts';
import { type TreeNode, walkTree } from './page-tree.ts';

/**
 * Nodes of a page that may be read for the texts of its fields, all together; it takes half a second. Matches may lie in one
 * another, so that each of them has most of the page in it: without a bound twenty fields would read it a thousand times.
 */
const MAX_NODES = 500_000;
const NO_RULINGS: ReadonlyMap<TreeNode, Ruling> = new Map();

/** The texts of elements of a page, each read once, up to a bound for all of them. */
export class ValueTexts {
  readonly #texts = new Map<TreeNode, string | undefined>();
  #left = MAX_NODES;

  /**
   * The text in an element, in one line: as it would be in the text of the page, or what there is if that is nothing.
   * @returns undefined when it would take too long to read.
   */
  textOf(node: TreeNode, max_chars: number): string | undefined {
    if (!this.#texts.has(node)) this.#texts.set(node, this.#read(node));
    const text = this.#texts.get(node);
    return text === undefined ? undefined : cutText(text, max_chars);
  }

  #read(node: TreeNode): string | undefined {
    const children = DomUtils.hasChildren(node) ? node.children : [];
    const [only] = children;
    // Most have nothing else.
    if (children.length === 1 && only !== undefined && DomUtils.isText(only)) return tidySpace(only.data);
    const reader = new PageReader();
    // What stands in it: the element itself may be an item, and have a mark before it.
    for (const child of children) {
      this.#left -= walkTree(child, reader, NO_RULINGS, this.#left);
      if (this.#left <= 0) return undefined;
    }
    reader.onend();
    return tidySpace(reader.text.finish('').body) || tidySpace(DomUtils.textContent(node));
  }
}
