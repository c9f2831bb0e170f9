import { METRICS } from '#runtime/metric-catalogue.ts';
import { placed } from './panels.ts';
import { AWS } from './rows/aws.ts';
import { CRAWL } from './rows/crawl.ts';
import { OVERVIEW } from './rows/overview.ts';
import { PACKING } from './rows/packing.ts';
import { PROCESSES } from './rows/processes.ts';
import { QUEUES } from './rows/queues.ts';
import { SEARCH } from './rows/search.ts';
import { STORES } from './rows/stores.ts';

/** docs/grafana/sitepack.json: the dashboard, to be imported into Grafana. */
export function dashboardJson(): string {
  const rows = [OVERVIEW, QUEUES, CRAWL, PACKING, SEARCH, STORES, AWS, PROCESSES];
  const dashboard = {
    title: 'Sitepack',
    uid: 'sitepack',
    description:
      'Messages, crawls, packs, searches and processes of Sitepack. docs/metrics.md has the metrics.',
    tags: ['sitepack'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    templating: { list: VARIABLES },
    annotations: { list: [] },
    links: [],
    panels: placed(rows),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const VARIABLES = [
  { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {}, hide: 0 },
  {
    name: 'instance',
    label: 'Process',
    type: 'query',
    datasource: { type: 'prometheus', uid: '${datasource}' },
    query: { query: `label_values(${METRICS.build_info.name}, instance)`, refId: 'instance' },
    definition: `label_values(${METRICS.build_info.name}, instance)`,
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: ['All'], value: ['$__all'] },
    hide: 0,
  },
];
