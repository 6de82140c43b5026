import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId as Id,
} from '@duckdb/node-api';
import { quoteIdent } from '../../../store/quote-ident.ts';

/** What a column is cast to before its vectors go into an Arrow stream; absent: they go as they are. */
export const arrowCast = (type: DuckDBType): string | undefined => {
  if (asItIs.has(type.typeId)) return undefined;
  if (type.typeId === Id.HUGEINT || type.typeId === Id.UHUGEINT) return 'DECIMAL(38, 0)';
  if (type instanceof DuckDBDecimalType) return widened(type);
  if (type instanceof DuckDBListType) return after(arrowCast(type.valueType), '[]');
  if (type instanceof DuckDBArrayType) return after(arrowCast(type.valueType), `[${type.length}]`);
  if (type instanceof DuckDBMapType) return mapOf(type);
  if (isNamedStruct(type)) return structOf(type);
  return 'VARCHAR';
};

/** A struct whose fields have names; one without is text. */
export const isNamedStruct = (type: DuckDBType): type is DuckDBStructType =>
  type instanceof DuckDBStructType && type.entryNames.every((name) => name !== '');

const asItIs: ReadonlySet<Id> = new Set([
  ...[Id.BOOLEAN, Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.BIGINT],
  ...[Id.UTINYINT, Id.USMALLINT, Id.UINTEGER, Id.UBIGINT, Id.FLOAT, Id.DOUBLE],
  ...[Id.DATE, Id.TIME, Id.TIME_NS, Id.TIMESTAMP, Id.TIMESTAMP_TZ],
  ...[Id.TIMESTAMP_S, Id.TIMESTAMP_MS, Id.TIMESTAMP_NS],
  ...[Id.VARCHAR, Id.BLOB],
]);

/** Beyond 18 digits DuckDB stores a decimal in 128 bits, as Arrow does at any width. */
const widened = ({ width, scale }: DuckDBDecimalType): string | undefined =>
  width > 18 ? undefined : `DECIMAL(38, ${scale})`;

const after = (inner: string | undefined, suffix: string): string | undefined =>
  inner === undefined ? undefined : `${inner}${suffix}`;

const mapOf = ({ keyType, valueType }: DuckDBMapType): string | undefined =>
  arrowCast(keyType) === undefined && arrowCast(valueType) === undefined
    ? undefined
    : `MAP(${sqlOf(keyType)}, ${sqlOf(valueType)})`;

const structOf = ({ entryNames, entryTypes }: DuckDBStructType): string | undefined => {
  if (entryTypes.every((type) => arrowCast(type) === undefined)) return undefined;
  const entries = entryTypes.map((type, index) => `${quoteIdent(entryNames[index] ?? '')} ${sqlOf(type)}`);
  return `STRUCT(${entries.join(', ')})`;
};

const sqlOf = (type: DuckDBType): string => arrowCast(type) ?? String(type);
