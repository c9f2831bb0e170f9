import { z } from 'zod';
import { LOST_BY } from './lost-by.ts';

/** 0 tolerates nothing, 1 everything: a check whose share is 1 is switched off. */
const share = z.number().min(0).max(1);

/**
 * How much an index may lose before a version of it is held. All shares are of the live version, so that a setting
 * means the same for a site of 50 pages and one of 50,000.
 */
export const gateThresholdsSchema = z.strictObject({
  spare_documents: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe('Documents that may go whatever share they are: a site of ten pages is not held for four.'),
  lost_share: share.describe(
    'Share of the documents, of the index and of each site in it, that may be lost.',
  ),
  lost_share_by: z
    .partialRecord(z.enum(LOST_BY), share)
    .describe('The same by cause, for causes that are told apart: `{"noindex": 0.05}`.'),
  failed_share: share.describe(
    'Share of the pages that could be read before, of which a crawl may fail to read anew.',
  ),
  shrunk_share: share.describe('Share of their bytes that packs may lose: pages may stay and be empty.'),
  missed_share: share.describe('Share of the golden queries that were answered, of which the answer may go.'),
});
export type GateThresholds = z.infer<typeof gateThresholdsSchema>;

/**
 * What holds where nothing is set. Algolia's crawler blocks at 10 % of the records by default, and the configuration that it
 * gives to sites of documentation has 30 %, for a table of contents that is moved costs as much; Google's directory sync
 * stops at 5 % of the users, who leave one by one. A version that is held for nothing costs a person a look, and the
 * index its freshness until then; accidents (a noindex left in a template, a menu that scripts build, a login page before
 * everything) take nearly all of a site. So 30 %, and causes are not told apart unless told to. Golden queries are set one
 * by one, by whoever means each.
 */
export const GATE_DEFAULTS: GateThresholds = {
  spare_documents: 5,
  lost_share: 0.3,
  lost_share_by: {},
  failed_share: 0.5,
  shrunk_share: 0.5,
  missed_share: 0,
};

/** 29 % of 100 are 29, and 28.999999999999996 in floating point. */
const ROUNDING = 1e-9;

/** How many of some a share of them is, rounded down. */
export function wholeShare(of: number, share: number): number {
  return Math.floor(of * share + ROUNDING);
}
