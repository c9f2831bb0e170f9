/** A panel of the dashboard, without its place. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly type: 'stat' | 'timeseries' | 'heatmap';
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly queries: readonly Query[];
  readonly unit: Unit;
  /** Areas on top of each other: parts of a whole. */
  readonly stacked?: boolean;
  /** Colours of a single figure, by the least value that has it. */
  readonly steps?: readonly Step[];
  /** The largest value there is: 1 for a share. */
  readonly max?: number;
}

export interface Query {
  readonly expr: string;
  /** Grafana's template for its name: `{{queue}}`. */
  readonly legend: string;
}

/** Grafana's names: per second, seconds, bytes, bytes per second, a share, a number. */
export type Unit = 'cps' | 's' | 'bytes' | 'Bps' | 'percentunit' | 'short';

export interface Step {
  readonly from: number | null;
  readonly color: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const COLUMNS = 24;
const STAT_HEIGHT = 4;
const GRAPH_HEIGHT = 8;

type About = Pick<Panel, 'title' | 'description' | 'unit'> & Partial<Panel>;

/** One big figure with the line that led there. */
export function stat(about: About, expr: string): Panel {
  return { type: 'stat', width: 3, height: STAT_HEIGHT, queries: [{ expr, legend: '' }], ...about };
}

/** Lines over time. */
export function graph(about: About, ...queries: readonly Query[]): Panel {
  return { type: 'timeseries', width: 12, height: GRAPH_HEIGHT, queries, ...about };
}

/** How values spread, over time. */
export function heatmap(about: About, expr: string): Panel {
  return {
    type: 'heatmap',
    width: 12,
    height: GRAPH_HEIGHT,
    queries: [{ expr, legend: '{{le}}' }],
    ...about,
  };
}

/** What ended well is green and what is lost is red, wherever it is drawn. */
const COLORS: Readonly<Record<string, string>> = {
  done: 'green',
  ok: 'green',
  complete: 'green',
  indexed: 'green',
  '2xx': 'green',
  unchanged: 'super-light-green',
  put_off: 'blue',
  '3xx': 'blue',
  redirected: 'blue',
  returned: 'semi-dark-purple',
  partial: 'yellow',
  '4xx': 'yellow',
  failed: 'orange',
  '5xx': 'orange',
  dead: 'red',
  error: 'red',
};

/** Lines that are named so have those colours. */
const COLORED: ReadonlySet<string> = new Set(['{{outcome}}', '{{status}}']);

/** Every panel in its place: rows from top to bottom, panels from left to right. */
export function placed(rows: readonly Row[]): object[] {
  const made: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    made.push({
      id: made.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: at(0, y, COLUMNS, 1),
    });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += height;
        height = 0;
      }
      made.push({ id: made.length + 1, ...asGrafana(panel), gridPos: at(x, y, panel.width, panel.height) });
      x += panel.width;
      height = Math.max(height, panel.height);
    }
    y += height;
  }
  return made;
}

function at(x: number, y: number, w: number, h: number) {
  return { x, y, w, h };
}

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

function asGrafana(panel: Panel): object {
  const { title, description, type, queries } = panel;
  return {
    type,
    title,
    description,
    datasource: DATASOURCE,
    targets: queries.map(({ expr, legend }, n) => ({
      refId: String.fromCodePoint(65 + n),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      format: type === 'heatmap' ? 'heatmap' : 'time_series',
    })),
    fieldConfig: { defaults: defaults(panel), overrides: overrides(panel) },
    options: OPTIONS[type],
  };
}

function defaults({
  type,
  unit,
  stacked = false,
  max,
  steps = [{ from: null, color: 'text' }],
}: Panel): object {
  const bounds = { min: 0, ...(max === undefined ? {} : { max }) };
  if (type === 'heatmap') return { custom: { scaleDistribution: { type: 'linear' } } };
  if (type === 'stat') {
    const thresholds = { mode: 'absolute', steps: steps.map(({ from, color }) => ({ value: from, color })) };
    return { unit, ...bounds, noValue: '0', color: { mode: 'thresholds' }, thresholds };
  }
  return {
    unit,
    ...bounds,
    color: { mode: 'palette-classic' },
    custom: {
      drawStyle: 'line',
      lineWidth: stacked ? 1 : 2,
      fillOpacity: stacked ? 45 : 6,
      gradientMode: stacked ? 'none' : 'opacity',
      showPoints: 'never',
      spanNulls: false,
      stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    },
  };
}

function overrides({ queries }: Panel): object[] {
  if (!queries.some(({ legend }) => COLORED.has(legend))) return [];
  return Object.entries(COLORS).map(([name, fixedColor]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  }));
}

const OPTIONS: Readonly<Record<Panel['type'], object>> = {
  stat: {
    colorMode: 'value',
    graphMode: 'area',
    justifyMode: 'auto',
    textMode: 'value',
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
  },
  timeseries: {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  heatmap: {
    calculate: false,
    cellGap: 1,
    color: { mode: 'scheme', scheme: 'Oranges', steps: 64 },
    filterValues: { le: 1e-9 },
    legend: { show: true },
    tooltip: { mode: 'single', yHistogram: false },
    yAxis: { axisPlacement: 'left', unit: 's' },
  },
};
