import type { RemoteEstimate } from '@agnes/sdk';
import type { Principal } from '../../http/principal.ts';
import type { LoadedConnector } from '../../kernel/loaded.ts';
import type { Source } from '../../registry/source.ts';
import type { Table } from '../../registry/table.ts';
import { remoteScanTooLarge } from './errors.ts';
import { type Estimated, isScanned, type Needed } from './landed-need.ts';
import { type PlacesDeps, pathError } from './resolve-places.ts';

/** Bytes that one statement may read of a source whose settings do not say. */
const defaultCap = 5 * 1024 ** 3;

/** The cap of a statement at a source: the setting that its connector names; nothing when there is none. */
export const scanCapOf = (
  { config }: Pick<Source, 'config'>,
  connector: Pick<LoadedConnector, 'contribution'> | undefined,
): number | undefined => {
  const setting = connector?.contribution.scanCap;
  const value = setting === undefined ? undefined : config[setting];
  const cap = typeof value === 'number' ? value : defaultCap;
  return cap === 0 ? undefined : cap;
};

/** What a statement would read of one source. */
interface SourceEstimate {
  readonly tables: readonly Pick<Table, 'name'>[];
  readonly bytes: number;
}

/** Throws when a statement would read more of a source than one statement may. */
export const checkCap = ({ tables, bytes }: SourceEstimate, cap: number | undefined): void => {
  if (cap === undefined || bytes <= cap) return;
  throw remoteScanTooLarge({
    detail: {
      reason: 'remote_scan_too_large',
      scan_bytes: bytes,
      limit_bytes: cap,
      tables: tables.map(({ name }) => name),
      suggestion: 'Add a WHERE on the partition column, or name fewer columns.',
    },
  });
};

/** Throws when the scans of a statement would read more of one of their sources than one statement may. */
export const checkCaps = (
  estimated: readonly Estimated[],
  connectors: { connector(type: string, source?: string): Pick<LoadedConnector, 'contribution'> | undefined },
): void => {
  for (const [source, own] of Map.groupBy(estimated.filter(isScanned), (one) => one.source)) {
    const bytes = own.reduce((sum, one) => sum + one.bytes, 0);
    const tables = own.map(({ table }) => table);
    checkCap({ tables, bytes }, scanCapOf(source, connectors.connector(source.type, source.slug)));
  }
};

/**
 * Throws when an estimate says that a table is read which is registered, and which the caller may not read. A scan names
 * one table by itself: what else a view or a table in parts is made of at its source is not registered here.
 */
export const checkReferences = (
  { tables: read }: RemoteEstimate,
  { source, table: own }: Pick<Needed, 'source' | 'table'>,
  { principal, tables, access }: References,
): void => {
  const registered = tables.filter(
    ({ sourceId, queryMode }) => sourceId === source.id && queryMode === 'remote',
  );
  for (const { bucket = '', table: name } of read) {
    const found = registered.find((one) => one.bucket === bucket && one.sourceTable === name);
    if (!found || found.id === own.id || access.mayUse(principal, 'table', found.id)) continue;
    throw pathError('AccessDenied', source, [own.sourceSlug ?? '', bucket, name]);
  }
};

/** What references are held against. */
export interface References {
  readonly principal: Principal;
  readonly tables: readonly Table[];
  readonly access: Pick<PlacesDeps['access'], 'mayUse'>;
}
