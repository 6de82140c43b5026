import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId as Id,
} from '@duckdb/node-api';
import { quoteIdent } from '../../store/quote-ident.ts';

/** What a type is cast to, in SQL, before it is written; absent: it goes as it is. */
type Cast = (type: DuckDBType) => string | undefined;

/** For an Arrow stream, into which vectors go as DuckDB has them. */
export const arrowCast: Cast = (type) => {
  if (asVectors.has(type.typeId)) return undefined;
  if (wide.has(type.typeId)) return 'DECIMAL(38, 0)';
  if (type instanceof DuckDBDecimalType) return widened(type);
  return isNested(type) ? nestedCast(type, arrowCast) : 'VARCHAR';
};

/** For parquet, whose writer makes a lossy DOUBLE of wide integers and has no exact form for the others. */
export const parquetCast: Cast = (type) => {
  if (wide.has(type.typeId)) return 'DECIMAL(38, 0)';
  if (isNested(type)) return nestedCast(type, parquetCast);
  return type instanceof DuckDBStructType || inexactInParquet.has(type.typeId) ? 'VARCHAR' : undefined;
};

/** A struct whose fields have names; one without is text. */
export const isNamedStruct = (type: DuckDBType): type is DuckDBStructType =>
  type instanceof DuckDBStructType && type.entryNames.every((name) => name !== '');

/** Beyond 38 digits the cast fails, and the query with it. */
const wide: ReadonlySet<Id> = new Set([Id.HUGEINT, Id.UHUGEINT]);

const asVectors: ReadonlySet<Id> = new Set([
  ...[Id.BOOLEAN, Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.BIGINT],
  ...[Id.UTINYINT, Id.USMALLINT, Id.UINTEGER, Id.UBIGINT, Id.FLOAT, Id.DOUBLE],
  ...[Id.DATE, Id.TIME, Id.TIME_NS, Id.TIMESTAMP, Id.TIMESTAMP_TZ],
  ...[Id.TIMESTAMP_S, Id.TIMESTAMP_MS, Id.TIMESTAMP_NS],
  ...[Id.VARCHAR, Id.BLOB],
]);

/** Intervals would lose microseconds and may not be negative, times their zone; unions become structs without names. */
const inexactInParquet: ReadonlySet<Id> = new Set([Id.INTERVAL, Id.TIME_TZ, Id.UNION, Id.VARIANT]);

/** Beyond 18 digits DuckDB stores a decimal in 128 bits, as Arrow does at any width. */
const widened = ({ width, scale }: DuckDBDecimalType): string | undefined =>
  width > 18 ? undefined : `DECIMAL(38, ${scale})`;

type Nested = DuckDBListType | DuckDBArrayType | DuckDBMapType | DuckDBStructType;

const isNested = (type: DuckDBType): type is Nested =>
  type instanceof DuckDBListType ||
  type instanceof DuckDBArrayType ||
  type instanceof DuckDBMapType ||
  isNamedStruct(type);

const nestedCast = (type: Nested, cast: Cast): string | undefined => {
  const inner = innerTypes(type);
  if (inner.every((one) => cast(one) === undefined)) return undefined;
  const [first = '', second = ''] = inner.map((one) => cast(one) ?? String(one));
  if (type instanceof DuckDBListType) return `${first}[]`;
  if (type instanceof DuckDBArrayType) return `${first}[${type.length}]`;
  if (type instanceof DuckDBMapType) return `MAP(${first}, ${second})`;
  const fields = inner.map((one, index) => [type.entryNames[index] ?? '', cast(one) ?? String(one)] as const);
  return `STRUCT(${fields.map(([name, sql]) => `${quoteIdent(name)} ${sql}`).join(', ')})`;
};

const innerTypes = (type: Nested): readonly DuckDBType[] => {
  if (type instanceof DuckDBMapType) return [type.keyType, type.valueType];
  return type instanceof DuckDBStructType ? type.entryTypes : [type.valueType];
};
