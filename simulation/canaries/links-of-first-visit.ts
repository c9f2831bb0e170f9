import { Visitor } from '#core/crawl/visitor.ts';
import type { Visit } from '#core/crawl/visit.ts';
import type { Canary } from './canary.ts';

/** A page's links are followed when its `crawl` comes before its `index`, and are not when it comes after. */
export const linksOfFirstVisit: Canary = {
  name: 'links-of-first-visit',
  breaks: 'only whoever visits a page first gets its links: who comes later finds none',
  caught_by: ['I10'],
  install() {
    // oxlint-disable-next-line typescript/unbound-method -- it is called on the visitor that is asked, below
    const { visit } = Visitor.prototype;
    Visitor.prototype.visit = async function withoutLinks(this: Visitor, request, signal) {
      return withoutOthersLinks(await visit.call(this, request, signal));
    };
    return {
      [Symbol.dispose]: () => {
        Visitor.prototype.visit = visit;
      },
    };
  },
};

/** A visit, without its links if another made it. */
export function withoutOthersLinks(visit: Visit): Visit {
  return visit.kind === 'done' && !visit.fresh ? { ...visit, links: [] } : visit;
}
