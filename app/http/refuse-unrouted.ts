import type { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { Problem } from './problem.ts';

/** Answers what an app has no route for with a problem: paths that are not there, and methods that a path does not take. */
export function refuseUnrouted(app: Hono): void {
  app.notFound((c) => new Problem('not_found', `there is nothing at ${c.req.path.slice(0, 200)}`).response());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        new Problem('method_not_allowed', `${c.req.path.slice(0, 200)} does not take ${c.req.method}`, {
          headers: { allow: methods.join(', ') },
        }).response(),
    }),
  );
}
