import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { WIDGET_PATH } from './widget/widget-route.ts';

/**
 * Headers of every answer: nothing is loaded but our own style and script files, nothing may frame us, and no site that
 * is linked to learns what was searched for.
 */
export function securityHeaders(): MiddlewareHandler {
  const own = headers('same-origin');
  // What pages of other sites load.
  const shared = headers('cross-origin');
  return (c, next) => (c.req.path === WIDGET_PATH ? shared : own)(c, next);
}

function headers(crossOriginResourcePolicy: 'same-origin' | 'cross-origin'): MiddlewareHandler {
  return secureHeaders({
    crossOriginResourcePolicy,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // The admin page asks for news, and sends what its buttons do.
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // The server speaks plain HTTP on the loopback address: a promise of HTTPS would lock browsers out of it.
    strictTransportSecurity: false,
  });
}
