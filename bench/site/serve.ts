import { findNginx, serveByNginx } from './serve-by-nginx.ts';
import { serveByNode } from './serve-by-node.ts';

/** A folder of HTML on loopback, served by a process of its own until it is disposed of. */
export interface ServedSite extends AsyncDisposable {
  /** Base URL, with a slash at its end. */
  readonly url: string;
  readonly server: 'nginx' | 'node';
}

/** Serves a folder: by nginx where it is installed, which costs the crawlers the least of the machine, else by Node. */
export function serve(folder: string): Promise<ServedSite> {
  const nginx = findNginx();
  return nginx === undefined ? serveByNode(folder) : serveByNginx(nginx, folder);
}
