import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);

const service = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  init: z.boolean().optional(),
  restart: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
});
export type ComposeService = z.infer<typeof service>;

/** The services of docker-compose.yml, with the defaults of its variables. */
export function composeServices(): Map<string, ComposeService> {
  const text = readFileSync(new URL('docker-compose.yml', ROOT), 'utf8');
  const filled: unknown = parse(text, (_, value: unknown) => withDefaults(value), { merge: true });
  const { services } = z.object({ services: z.record(z.string(), service) }).parse(filled);
  return new Map(Object.entries(services));
}

/** As Compose does when none of the variables is set. */
function withDefaults(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1') : value;
}

/** What the image says: its variables, and the file that it starts. */
export function imageSays(): { readonly env: Readonly<Record<string, string>>; readonly entrypoint: string } {
  const text = readFileSync(new URL('Dockerfile', ROOT), 'utf8');
  const [, last = ''] = text.split(/^FROM .*$/m).slice(1);
  const variables = /^ENV ((?:.*\\\n)*.*)$/m.exec(last)?.[1] ?? '';
  const env = Object.fromEntries(
    [...variables.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const [entrypoint] = z.tuple([z.string()]).parse(JSON.parse(/^ENTRYPOINT (.*)$/m.exec(last)?.[1] ?? ''));
  return { env, entrypoint };
}
