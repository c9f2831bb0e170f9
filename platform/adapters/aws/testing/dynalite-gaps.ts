import type { TableGaps } from '#ports/table.model.ts';

/** Where DynamoDB, or dynalite which stands in for it, is not held to the model of Table. */
export const DYNALITE_GAPS: TableGaps = {
  'rows with the same mark are in the order of their sort keys':
    'DynamoDB has an order of its own among items with equal keys in an index',
  'from and to are compared as bytes of UTF-8':
    'dynalite 4.0.0 checks by units of UTF-16 that a range is none from behind, and that a page is gone on with inside of it; DynamoDB goes by bytes',
  'a large row counts twice when an update marks it':
    'dynalite 4.0.0 does not count what an index has of a row; DynamoDB refuses the update, which is here refused when it is done',
};
