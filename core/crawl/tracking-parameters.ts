/**
 * Query parameters that say how a reader came to a page and never which page it is. A crawl cuts them from links
 * (clean-link.ts): otherwise every newsletter makes a page of its own.
 *
 * A name is in the list if its owner documents it as a mark of campaigns, clicks or recipients, or if a browser that cuts
 * marks from links cuts it on every site: of names that some site selects content by, their users would have told. Names
 * that a site may well use itself (`ref`, `source`, `cid`, `campaign`) are not, however often they track. Letters count
 * in either case.
 */
export const TRACKING_PARAMETERS: readonly {
  /** Whose they are. */
  readonly of: string;
  readonly source: string;
  readonly names: readonly string[];
}[] = [
  {
    of: 'Matomo',
    source: 'https://matomo.org/faq/reports/advanced-how-to-manually-build-campaign-tracking-urls',
    names: [
      'mtm_campaign',
      'mtm_source',
      'mtm_medium',
      'mtm_keyword',
      'mtm_kwd',
      'mtm_content',
      'mtm_cid',
      'mtm_group',
      'mtm_placement',
      'pk_campaign',
      'pk_source',
      'pk_medium',
      'pk_keyword',
      'pk_kwd',
      'pk_content',
      'pk_cid',
      'piwik_campaign',
      'piwik_kwd',
    ],
  },
  {
    of: 'Google Ads and Merchant Center',
    source: 'https://support.google.com/google-ads/answer/9744275',
    names: ['gclid', 'gclsrc', 'gbraid', 'wbraid', 'gad_source', 'gad_campaignid', 'dclid', 'srsltid', '_gl'],
  },
  {
    of: 'Piano Analytics (AT Internet)',
    source: 'https://developers.piano.io/analytics/data-collection/how-to-send-events/marketing-campaigns/',
    names: ['xtor', 'at_medium', 'at_campaign'],
  },
  {
    of: 'Adobe',
    source: 'https://github.com/brave/brave-core/blob/master/components/query_filter/utils.cc',
    names: ['s_cid', 's_kwcid', 'ef_id'],
  },
  {
    of: 'mailers',
    source:
      'https://firefox-source-docs.mozilla.org/toolkit/components/antitracking/anti-tracking/query-stripping/',
    names: [
      'mc_cid',
      'mc_eid',
      'mkt_tok',
      '__s',
      '_hsenc',
      '_hsmi',
      '__hssc',
      '__hstc',
      '__hsfp',
      'hsctatracking',
      'oly_anon_id',
      'oly_enc_id',
      'vero_id',
      'vero_conv',
      '_kx',
      '_bhlid',
      'ml_subscriber',
      'ml_subscriber_hash',
    ],
  },
  {
    of: 'other networks',
    source: 'https://github.com/brave/brave-core/blob/master/components/query_filter/utils.cc',
    names: [
      'fbclid',
      'fb_action_ids',
      'msclkid',
      'twclid',
      'ttclid',
      'li_fat_id',
      'yclid',
      'ysclid',
      'ymclid',
      '_openstat',
      'wickedid',
      'irclickid',
      'rb_clickid',
      '_branch_match_id',
      '_branch_referrer',
    ],
  },
];

/** Google Analytics has nine of these (https://support.google.com/analytics/answer/10917952), and others made more. */
const UTM = 'utm_';

const NAMES: ReadonlySet<string> = new Set(TRACKING_PARAMETERS.flatMap(({ names }) => names));

/** @param name in lower case. */
export function isTrackingParameter(name: string): boolean {
  return name.startsWith(UTM) || NAMES.has(name);
}
