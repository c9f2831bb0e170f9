import { nearestDomain } from '#core/crawl/scope.ts';
import type { IndexSettings } from './index-settings.ts';
import type { ToldRequest } from './request-settings.ts';

/** Stands for a secret wherever settings are shown. Given back, it means: as it is. */
export const HIDDEN = '********';

/** The settings as anybody may see them. */
export function hideSecrets(settings: IndexSettings): IndexSettings {
  return mapSecrets(settings, () => HIDDEN);
}

/**
 * Settings as somebody wrote them who saw only hidden secrets: those are filled in from the settings that stand. Not where
 * they would be told to more than before: else whoever may write settings could have them sent to a host of their own.
 * @throws {UnknownSecret} for one that does not stand. @throws {SecretsWanted} for one that would be told to more.
 */
export function revealSecrets(settings: IndexSettings, standing: IndexSettings): IndexSettings {
  const known = new Map<string, string>();
  mapSecrets(standing, (value, path) => {
    known.set(path, value);
    return value;
  });
  const wider = widerThan(settings.request, standing.request);
  return mapSecrets(settings, (value, path, set) => {
    if (value !== HIDDEN) return value;
    const secret = known.get(path);
    if (secret === undefined) throw new UnknownSecret(path);
    const change = wider.get(set);
    if (change !== undefined) throw new SecretsWanted(path, change);
    return secret;
  });
}

type Request = IndexSettings['request'];
/** Where secrets stand that the same hosts are told. */
type SetPath = string;
const SHARED: SetPath = 'request';

/**
 * The changes by which sets of secrets would be told to more than before. A host that an entry of its own keeps from them
 * is told them when that is taken away, as one that is added to `hosts` is.
 */
function widerThan(request: Request, before: Request): ReadonlyMap<SetPath, string> {
  const wider = new Map<SetPath, string>();
  const [sets, known] = [setsByHost(request), setsByHost(before)];
  for (const host of new Set([...sets.keys(), ...known.keys()])) {
    const set = setFor(sets, host);
    if (set === undefined || set === setFor(known, host) || wider.has(set)) continue;
    wider.set(set, nameOf(host, set, request));
  }
  const toldBefore = toldBySet(before);
  for (const [set, { in_the_clear }] of toldBySet(request))
    if (in_the_clear === true && toldBefore.get(set)?.in_the_clear !== true && !wider.has(set))
      wider.set(set, `${set}.in_the_clear`);
  return wider;
}

/** The set that a host is told, by its name or by `*.`. */
function setsByHost(request: Request): ReadonlyMap<string, SetPath> {
  const shared = (request?.hosts ?? []).map((host) => [host, SHARED] as const);
  const own = Object.keys(request?.by_host ?? {}).map((host) => [host, pathOf(host)] as const);
  return new Map([...shared, ...own]);
}

function setFor(sets: ReadonlyMap<string, SetPath>, host: string): SetPath | undefined {
  return sets.get(nearestDomain(sets, host) ?? '');
}

/** The sets, by where they stand. */
function toldBySet(request: Request): ReadonlyMap<SetPath, ToldRequest> {
  const own = Object.entries(request?.by_host ?? {}).map(([host, told]) => [pathOf(host), told] as const);
  return new Map([...own, [SHARED, request ?? {}]]);
}

/** No host has a quotation mark in it, so no path of one set is a path within another. */
function pathOf(host: string): SetPath {
  return `${SHARED}.by_host["${host}"]`;
}

/** For people: what would have `host` told `set`. */
function nameOf(host: string, set: SetPath, request: Request): string {
  if (set === SHARED && request?.hosts?.includes(host) === true) return `"${host}" in request.hosts`;
  return `"${host}" without an entry of its own, which is then told what stands in ${set},`;
}

/** A hidden secret was given back together with a change by which more would be told it. */
export class SecretsWanted extends Error {
  override readonly name = 'SecretsWanted';
  readonly code = 'secrets_wanted';
  /** Where in the settings the secret is. */
  readonly path: string;
  /** @param change for people, as `"site.gov" in request.hosts`. */
  constructor(path: string, change: string) {
    super(
      `${change} would have secrets told to more than before, and "${path}" is "${HIDDEN}": give every secret of "request" ` +
        'anew with this change, or take it away by null',
    );
    this.path = path;
  }
}

/** A hidden secret was given back, and there is none. */
export class UnknownSecret extends Error {
  override readonly name = 'UnknownSecret';
  readonly code = 'unknown_secret';
  /** Where in the settings, such as `request.headers.x-key`. */
  readonly path: string;
  constructor(path: string) {
    super(`"${path}" is "${HIDDEN}", which means as it is, and it is not set`);
    this.path = path;
  }
}

/** Settings with other secrets. Names tell nothing, and stay. @param map is told where a secret is, as `request.headers.x-key`. */
export function mapSecrets(
  settings: IndexSettings,
  map: (secret: string, path: string, set: SetPath) => string,
): IndexSettings {
  const { request } = settings;
  if (request === undefined) return settings;
  const { by_host, ...shared } = request;
  const mapped = (told: ToldRequest, set: SetPath): ToldRequest =>
    mapTold(told, (secret, name) => map(secret, `${set}.${name}`, set));
  const own = Object.entries(by_host ?? {}).map(
    ([host, told]) => [host, mapped(told, pathOf(host))] as const,
  );
  return {
    ...settings,
    request: {
      ...shared,
      ...mapped(shared, SHARED),
      ...(by_host === undefined ? {} : { by_host: Object.fromEntries(own) }),
    },
  };
}

function mapTold(told: ToldRequest, map: (secret: string, name: string) => string): ToldRequest {
  const { headers, basic_auth, cookies } = told;
  const each = (values: Readonly<Record<string, string>>, path: string) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, `${path}.${name}`)]));
  return {
    ...told,
    ...(headers === undefined ? {} : { headers: each(headers, 'headers') }),
    ...(cookies === undefined ? {} : { cookies: each(cookies, 'cookies') }),
    ...(basic_auth === undefined
      ? {}
      : { basic_auth: { user: basic_auth.user, password: map(basic_auth.password, 'basic_auth.password') } }),
  };
}
