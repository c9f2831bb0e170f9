import type { ObjectStoreGaps } from '#ports/object-store.model.ts';

/** Where fauxqs, which stands in for S3, is not held to the model of ObjectStore. */
export const FAUXQS_OBJECT_GAPS: ObjectStoreGaps = {
  'a listing is in the order of bytes':
    'fauxqs 2.4.1 sorts keys by the rules of a language; S3 sorts them by bytes, which its documentation promises',
  'a put if absent leaves what is there': 'fauxqs 2.4.1 ignores If-None-Match; S3 answers 412',
};
