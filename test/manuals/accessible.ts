import axe, { type AxeResults, type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA on a page as it stands, on a phone and on a desk, light and dark. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the policy of the page does not bind.
  await page.evaluate(axe.source);
  return [
    ...(await found(page, { width: 360, colorScheme: 'light' }, { type: 'tag', values: TAGS })),
    ...(await found(page, { width: 1280, colorScheme: 'dark' }, { type: 'tag', values: TAGS })),
    // Colours are all that is otherwise.
    ...(await found(page, { width: 360, colorScheme: 'dark' }, { type: 'rule', values: ['color-contrast'] })),
    ...(await found(
      page,
      { width: 1280, colorScheme: 'light' },
      { type: 'rule', values: ['color-contrast'] },
    )),
  ];
}

async function found(
  page: Page,
  { width, colorScheme }: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
  runOnly: RunOnly,
): Promise<string[]> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id} at ${width} px, ${colorScheme}: ${JSON.stringify(target)} ${failureSummary ?? ''}`,
    ),
  );
}

/** Run in the page: everything that can be pressed and is seen, also in shadow roots. */
const TARGETS = `
  const within = (root) => [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? within(each.shadowRoot) : [])]);
  const modal = within(document).find((each) => each.matches('dialog:modal')) ?? document;
  const targets = within(modal).filter((each) =>
    each.matches('a[href], button, input:not([type=hidden]), select, summary, [role=option]') &&
    each.checkVisibility() && !each.closest('[inert], .unseen') && each.getBoundingClientRect().width > 1);
  const nameOf = (each) => each.localName + ' ' + (each.textContent.trim().slice(0, 40) || each.getAttribute('aria-label') || each.id);
`;

/**
 * Targets below 24 by 24 px that nothing excuses (WCAG 2.5.8): links within a sentence are, and those around whose middle a circle of
 * 24 px touches no other target.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => { ${TARGETS}
    const boxes = targets.map((target) => ({ target, box: target.getBoundingClientRect() }));
    const isSmall = ({ box }) => box.width < 24 || box.height < 24;
    const inText = ({ target }) => getComputedStyle(target).display === 'inline' &&
      target.parentElement.textContent.trim().length > target.textContent.trim().length;
    const apart = (one, other) => {
      const [x, y] = [one.box.left + one.box.width / 2, one.box.top + one.box.height / 2];
      const { left, right, top, bottom, width, height } = other.box;
      if (isSmall(other)) return Math.hypot(left + width / 2 - x, top + height / 2 - y) >= 24;
      return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) >= 12;
    };
    return boxes.filter((one) => isSmall(one) && !inText(one) && !boxes.every((other) => other === one || apart(one, other)))
      .map(({ target, box }) => nameOf(target) + ' ' + box.width + 'x' + box.height);
  })()`);
}

/** Whether the page scrolls sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
}

/** Elements whose text is cut off when its letters, words and lines are set apart as readers may have them (WCAG 1.4.12). */
export function cutBySpacing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => { ${TARGETS}
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
    const roots = [document, ...within(document).flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    const cut = within(document).filter((each) => each.checkVisibility() && !each.matches('.hidden, .unseen, input, select') &&
      ['hidden', 'clip'].includes(getComputedStyle(each).overflowX) &&
      each.clientWidth > 1 && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1));
    if (document.documentElement.scrollWidth > innerWidth) cut.push(document.documentElement);
    for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.slice(0, -1);
    return cut.map(nameOf);
  })()`);
}

/** What moves though the reader wants nothing to. */
export async function moving(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return page.evaluate<string[]>(`(() => { ${TARGETS}
    return within(document).filter((each) => {
      const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(each);
      return animationName !== 'none' || parseFloat(transitionDuration) > 0.01 || scrollBehavior === 'smooth';
    }).map(nameOf);
  })()`);
}

/** One stop on the way that the Tab key goes. */
export interface Stop {
  readonly name: string;
  /** Place in the order of the document. */
  readonly place: number;
  /** Whether it is seen that it has the focus, by a line around it or around its form. */
  readonly marked: boolean;
  /** Whether something lies over its middle, or that is not in the window. */
  readonly covered: boolean;
}

/** The way that the Tab key goes from the top of the page, and how many places there are to go to. */
export async function tabStops(page: Page): Promise<{ stops: Stop[]; places: number }> {
  // It is scrolled to at once.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const places = await page.evaluate<number>(
    `(() => { ${TARGETS} return targets.filter((each) => each.tabIndex >= 0).length })()`,
  );
  await page.evaluate('document.activeElement?.blur()');
  const stops: Stop[] = [];
  // A dialog lets the key out to the browser once around.
  for (let n = 0; n <= places && stops.length < places; n += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop>(`(() => { ${TARGETS}
      let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      const { left, top, width, height } = at.getBoundingClientRect();
      const over = at.getRootNode().elementFromPoint(left + Math.min(width, 20) / 2, top + height / 2);
      const outlined = (each) => each !== null && getComputedStyle(each).outlineStyle !== 'none' && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
      return {
        name: nameOf(at),
        place: targets.indexOf(at),
        marked: outlined(at) || outlined(at.closest('.box, form')) || outlined(at.closest('form')),
        covered: over === null || !(at.contains(over) || over.contains(at)),
      };
    })()`);
    if (stop.place >= 0) stops.push(stop);
  }
  return { stops, places };
}
