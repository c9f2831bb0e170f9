/** Documents that are looked at twice, of all shards together: those whose words are worth the most. */
export const LOOKED_AT_TWICE = 50;
/** Of them those that have something in common, of which but the best is given then. */
export const OF_A_GROUP = 4;

/** Where so many documents have all that is asked for, the others are no answer. */
export const ENOUGH = 100;

/** Beside those that stand in the query itself. */
export const MAX_FILTERS = 32;
export const MAX_FACETS = 16;
/** Values of all facets of an answer together. */
export const MAX_FACET_VALUES = 10_000;
/** Of what somebody types. */
export const MAX_SUGGESTIONS = 50;

/** Documents that come first for one query. */
export const MAX_PINNED = 20;
/** Documents of an index that are never found. */
export const MAX_HIDDEN = 1000;
