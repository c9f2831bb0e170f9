import type { Hono } from 'hono';
import { etag } from 'hono/etag';
import { VERSION } from '../../version.ts';
import { openapiDocument } from './openapi-document.ts';

/** A client that was told of a document asks again after this, and is mostly told that it is the same. */
const FRESH_S = 300;

/** `/openapi.json`: the description of the API. It is made when it is asked for first. */
export function openapiRoute(app: Hono): void {
  let made: string | undefined;
  app.get('/openapi.json', etag(), (c) => {
    made ??= JSON.stringify(openapiDocument(VERSION), null, 1);
    return c.body(made, 200, {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${FRESH_S}`,
      // It has nothing that is not for everybody, and documentation is read from other sites.
      'access-control-allow-origin': '*',
    });
  });
}
