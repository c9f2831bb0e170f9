import type { VisitRequest } from '#core/crawl/visit.ts';
import { Visitor } from '#core/crawl/visitor.ts';
import type { Canary } from './canary.ts';

/** Whoever does not trust what is known of a site is told it once more. */
export const passLost: Canary = {
  name: 'pass-lost',
  breaks: 'a hall pass is lost on the way to the visit: pages are asked for as ever, or not at all',
  caught_by: ['I15'],
  install() {
    // oxlint-disable-next-line typescript/unbound-method -- it is called on the visitor that is asked, below
    const { visit } = Visitor.prototype;
    Visitor.prototype.visit = function withoutHallPass(this: Visitor, request, signal) {
      return visit.call(this, withoutPass(request), signal);
    };
    return {
      [Symbol.dispose]: () => {
        Visitor.prototype.visit = visit;
      },
    };
  },
};

/** The same visit, by whoever has no hall pass. */
export function withoutPass(request: VisitRequest): VisitRequest {
  return { ...request, hall_pass: undefined };
}
