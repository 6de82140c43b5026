import type { PlatformError } from '@agnes/sdk';
import type { Access, Granted } from '../../access/access.ts';
import type { Principal } from '../../http/principal.ts';
import type { Published } from '../../lake/table-state.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Source } from '../../registry/source.ts';
import type { Table } from '../../registry/table.ts';
import { tableNotAvailable } from '../errors.ts';
import type { TablePlace } from '../scope.ts';
import { aliasesOf } from './aliases.ts';
import type { Engines } from './engines.ts';
import {
  bqPathAccessDenied,
  bqPathNotRegistered,
  remotePathAccessDenied,
  remotePathNotRegistered,
} from './errors.ts';

/** What finding tables needs. */
export interface PlacesDeps {
  readonly registry: Pick<Registry, 'tables' | 'sources'>;
  readonly engines: Pick<Engines, 'has'>;
  readonly access: Pick<Access, 'filter' | 'mayUse'>;
}

/** A table at a source, where a statement names it. */
export interface NamedRemote {
  readonly place: TablePlace;
  readonly table: Table;
  readonly source: Source;
}

/** What a statement names: tables that are here, and tables at sources. The caller may read all of them. */
export interface Resolved {
  readonly locals: readonly Granted<Published>[];
  readonly remotes: readonly NamedRemote[];
}

/** Who asks, and what is here. */
export interface Asking {
  readonly principal: Principal;
  readonly published: readonly Published[];
  /** What the statement brings along: named like anything else, and nothing else. */
  readonly given?: readonly TablePlace[];
}

/** Finds what is meant by each place; nothing when none of them is at a source. Throws for what may not be read. */
export const resolvePlaces = async (
  named: readonly TablePlace[],
  { principal, published, given = [] }: Asking,
  deps: PlacesDeps,
): Promise<Resolved | undefined> => {
  const { registry, engines, access } = deps;
  const places = named.filter((place) => !given.some((one) => isSamePlace(one, place)));
  const isHere = given.length === 0;
  const sources = (await registry.sources()).filter((source) => engines.has(source));
  const nowhere = sources.length === 0 && places.find(([alias]) => alias.toLowerCase() === 'bq');
  if (nowhere) throw pathError('NotRegistered', { type: 'bigquery' }, nowhere);
  if (isHere && sources.length === 0) return undefined;
  const here = await access.filter(principal, 'table', published);
  const known = { principal, sources, here, tables: await registry.tables(), access };
  const found = places.map((place) => meantBy(place, known));
  if (isHere && !found.some((one) => one && 'place' in one)) return undefined;
  const missing = places.find((_, index) => found[index] === undefined);
  if (missing) throw tableNotAvailable({ table: shown(missing) });
  return {
    locals: found.flatMap((one) => (one && !('place' in one) ? [one] : [])),
    remotes: found.flatMap((one) => (one && 'place' in one ? [one] : [])),
  };
};

interface Known {
  readonly principal: Principal;
  readonly sources: readonly Source[];
  readonly here: readonly Granted<Published>[];
  readonly tables: readonly Table[];
  readonly access: PlacesDeps['access'];
}

const meantBy = (place: TablePlace, known: Known): Granted<Published> | NamedRemote | undefined => {
  const [catalog, schema, name] = place;
  if (catalog !== '') return byPath(place, known);
  if (schema !== '') return undefined;
  return known.here.find(({ resource }) => isSame(resource.name, name)) ?? byName(place, known);
};

const byName = (
  place: TablePlace,
  { principal, sources, tables, access }: Known,
): NamedRemote | undefined => {
  const table = tables.find(({ name, queryMode }) => queryMode === 'remote' && isSame(name, place[2]));
  const source = sources.find(({ id }) => id === table?.sourceId);
  if (!table || !source || !access.mayUse(principal, 'table', table.id)) return undefined;
  return { place, table, source };
};

const byPath = (place: TablePlace, known: Known): NamedRemote | undefined => {
  const [alias, bucket, name] = place;
  const source = known.sources.find((one) => aliasesOf(one).includes(alias.toLowerCase()));
  if (!source) return undefined;
  const own = known.tables.filter((table) => table.sourceId === source.id && table.queryMode === 'remote');
  const named = own.filter(
    (table) => isSame(table.bucket ?? '', bucket) && isSame(table.sourceTable ?? '', name),
  );
  // Two may differ in case alone.
  const table = named.find((one) => one.bucket === bucket && one.sourceTable === name) ?? named[0];
  if (!table) throw pathError('NotRegistered', source, place);
  if (!known.access.mayUse(known.principal, 'table', table.id))
    throw pathError('AccessDenied', source, place);
  return { place, table, source };
};

const errors = {
  bq: { NotRegistered: bqPathNotRegistered, AccessDenied: bqPathAccessDenied },
  remote: { NotRegistered: remotePathNotRegistered, AccessDenied: remotePathAccessDenied },
};

const words = { NotRegistered: 'path_not_registered', AccessDenied: 'path_access_denied' };

/** What a path is refused with. */
export const pathError = (
  what: keyof typeof words,
  { type }: Pick<Source, 'type'>,
  place: TablePlace,
): PlatformError => {
  const prefix = type === 'bigquery' ? 'bq' : 'remote';
  return errors[prefix][what]({ detail: { reason: `${prefix}_${words[what]}`, path: shown(place) } });
};

const shown = (place: TablePlace): string => place.filter((part) => part !== '').join('.');

const isSamePlace = (one: TablePlace, other: TablePlace): boolean =>
  one.every((part, index) => isSame(part, other[index] ?? ''));

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
