import { html } from 'hono/html';
import { counted, formatCount } from '#app/cli/format.ts';
import type { Html } from '../pages/layout.ts';
import type { SearchesView } from '../searches-view.ts';

/** Searches by day as columns, those without a result from below. Each says what it is; who cannot see them reads the figures. */
export function dayBars(days: SearchesView['days']): Html {
  const most = Math.max(1, ...days.map(({ searches }) => searches));
  const total = days.reduce((sum, { searches }) => sum + searches, 0);
  return html`<figure class="days">
    <svg
      viewBox="0 0 ${days.length} 1"
      preserveAspectRatio="none"
      role="img"
      aria-label="${counted(total, 'search')} from ${days[0]?.day ?? ''} to ${days.at(-1)?.day ?? ''}, ${formatCount(most)} on one day at most"
    >
      ${days.map(({ day, searches, without_result }, n) => {
        const height = searches / most;
        const lower = without_result / most;
        const bar = (name: string, y: number, tall: number): Html =>
          html`<rect
            class="${name}"
            x="${n + 0.1}"
            y="${y.toFixed(3)}"
            width="0.8"
            height="${tall.toFixed(3)}"
          />`;
        return html`<g
          ><title>
            ${day}: ${counted(searches, 'search')}, ${formatCount(without_result)} without a result
          </title>
          ${bar('searched', 1 - height, height - lower)} ${bar('without', 1 - lower, lower)}</g
        >`;
      })}
    </svg>
    <figcaption class="soft">
      <span>${days[0]?.day ?? ''}</span>
      <span>searches by day, those without a result <b class="without">below</b></span>
      <span>${days.at(-1)?.day ?? ''}</span>
    </figcaption>
  </figure>`;
}
