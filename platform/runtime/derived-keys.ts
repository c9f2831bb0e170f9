import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * What stands for the key at addresses that come from a table or a message: those may have passed to a stranger, who must
 * not learn it.
 */

/** What routers show searchers in place of the key: whoever learns it may ask searchers, and no more. */
export function searcherKey(key: string): string {
  return key === '' ? '' : hmac(key, 'searcher').toString('hex');
}

/**
 * Shows who has the key without showing the key: only they can answer a nonce by it. The address in it is that of the
 * server that answers, so that nobody can pass on the answer of another for their own.
 * @param nonce text without line breaks that was never used before.
 * @param address base URL.
 */
export function keyProof(key: string, nonce: string, address: string): string {
  return hmac(key, `proof\n${nonce}\n${address}`).toString('hex');
}

/** Whether a proof is the one that {@link keyProof} gives. */
export function provesKey(proof: string, key: string, nonce: string, address: string): boolean {
  const given = Buffer.from(proof);
  const wanted = Buffer.from(keyProof(key, nonce, address));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The purpose that `text` begins with keeps what is made for one from serving another. */
function hmac(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(`sitepack ${text}`).digest();
}
