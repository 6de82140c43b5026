import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, DriverUnfit } from '@agnes/sdk/errors';
import type { Entry } from './entry.ts';
import { listFolder } from './list-folder.ts';
import type { Settings } from './settings.ts';

/** Where the files of a source are. */
export type Place = 'folder' | 'web' | 's3';

/** Says what a location is; throws when it is nothing this connector reads. */
export const placeOf = (settings: Settings): Place => {
  const place = kindOf(settings.location);
  const reason = faults[place](settings);
  if (reason !== undefined) throw ConfigError({ reason });
  return place;
};

const kindOf = (location: string): Place => {
  if (location.startsWith('s3://')) return 's3';
  return /^https?:\/\//.test(location) ? 'web' : 'folder';
};

/** Why a location cannot be read with its settings. */
const faults: Readonly<Record<Place, (settings: Settings) => string | undefined>> = {
  web: ({ location, allow_http }) =>
    location.startsWith('http://') && !allow_http
      ? `The location "${location}" is not encrypted: use https, or set allow_http.`
      : undefined,
  folder: ({ location, urls }) => {
    if (!isAbsolute(pathOf(location)))
      return `The location "${location}" is neither an absolute path nor a web address.`;
    return urls && 'A location that is a folder has no urls.';
  },
  s3: ({ location, urls, secret_env }) => {
    if (secret_env !== undefined)
      return 'The keys of an object store are named by s3.key_env and s3.secret_key_env, not by secret_env.';
    return urls || /[*?[\]]/.test(location)
      ? 'A location in an object store has no urls, and its prefix no pattern.'
      : undefined;
  },
};

/** The path of a location that is a folder, by its path or as `file:`; any other as it is. */
export const pathOf = (location: string): string => {
  if (!location.startsWith('file:')) return location;
  try {
    return fileURLToPath(location);
  } catch (cause) {
    throw ConfigError({ reason: `The location "${location}" names no folder of this machine.` }, { cause });
  }
};

/** Every file of a source, by its path below the location. */
export const listEntries = async (settings: Settings): Promise<readonly Entry[]> => {
  const place = placeOf(settings);
  if (place === 's3')
    throw DriverUnfit({ table: settings.location, reason: 'an object store is read through DuckDB.' });
  return place === 'folder' ? listFolder(pathOf(settings.location)) : webEntries(settings);
};

const webEntries = ({ location, urls }: Settings): readonly Entry[] => {
  if (!urls) throw ConfigError({ reason: `The location "${location}" is on the web and lists no urls.` });
  const base = location.endsWith('/') ? location : `${location}/`;
  const found = urls.map((at) => {
    if (!at.startsWith(base) || at === base) {
      throw ConfigError({ reason: `The address "${at}" does not lie below the location "${base}".` });
    }
    const { pathname, search } = new URL(at);
    return { name: decoded(pathname.slice(new URL(base).pathname.length)), at, search: decoded(search) };
  });
  const count = Map.groupBy(found, ({ name }) => name);
  return found.map(({ name, at, search }) => ({
    name: count.get(name)?.length === 1 ? name : withSearch(name, search),
    at,
  }));
};

/** `export.csv` of `?year=2023` → `export?year=2023.csv`: what tells the format stays at the end. */
const withSearch = (name: string, search: string): string => {
  const [ending = ''] = /(\.[A-Za-z0-9]+)?(\.(gz|zst))?$/i.exec(name) ?? [];
  return `${name.slice(0, name.length - ending.length)}${search}${ending}`;
};

/** A name for people and patterns; an address that is not well escaped is taken as it is. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
