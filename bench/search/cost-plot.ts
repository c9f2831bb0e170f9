/** What an engine costs at some sizes. */
export interface CostLine {
  readonly name: string;
  /** Documents, and ms. */
  readonly points: readonly (readonly [documents: number, ms: number])[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 420, 70, 230, 20, 50];
const COLORS = ['#0b6e4f', '#c8553d', '#33658a', '#8d6a9f'];
const TICKS = [1, 2, 5];

/** A plot in SVG: both ways the logarithm, so that a straight line of slope one is a cost that grows as the index does. */
export function costPlot(lines: readonly CostLine[], what: string): string {
  const points = lines.flatMap((line) => line.points);
  const x = axis(
    points.map(([documents]) => documents),
    [LEFT, WIDTH - RIGHT],
  );
  const y = axis(
    points.map(([, ms]) => ms),
    [HEIGHT - BOTTOM, TOP],
  );
  const texts = [
    ...x.ticks.map((tick) => text(x.at(tick), HEIGHT - BOTTOM + 18, 'middle', tick.toLocaleString('en-US'))),
    ...y.ticks.map((tick) => text(LEFT - 8, y.at(tick) + 4, 'end', `${tick} ms`)),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, 'middle', `documents; ${what}`),
  ];
  const grid = [
    ...x.ticks.map((tick) => rule(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM)),
    ...y.ticks.map((tick) => rule(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick))),
  ];
  const drawn = lines.flatMap(({ name, points: of }, n) => {
    const color = COLORS[n % COLORS.length] ?? '';
    const path = of.map(([documents, ms]) => `${x.at(documents).toFixed(1)},${y.at(ms).toFixed(1)}`);
    const [last_x = '', last_y = ''] = path.at(-1)?.split(',') ?? [];
    return [
      `<polyline points="${path.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
      text(Number(last_x) + 8, Number(last_y) + 4, 'start', name, color),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${[...grid, ...drawn, ...texts].join('\n')}
</svg>
`;
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

function axis(values: readonly number[], [from, to]: readonly [number, number]): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const powers = Array.from({ length: 20 }, (_, n) => 10 ** (n - 6));
  const all = powers.flatMap((power) => TICKS.map((tick) => Number((tick * power).toPrecision(1))));
  const low = all.findLast((tick) => tick <= least) ?? least;
  const high = all.find((tick) => tick >= most && tick > low) ?? most;
  const at = (value: number): number =>
    from + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);
  const inside = all.filter((tick) => tick >= low && tick <= high);
  // Where they would stand too close, powers of ten alone.
  return {
    ticks: inside.length <= 8 ? inside : inside.filter((tick) => Number.isInteger(Math.log10(tick))),
    at,
  };
}

function text(x: number, y: number, anchor: string, content: string, color = '#333'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${color}">${content}</text>`;
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#ddd"/>`;
}
