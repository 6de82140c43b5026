import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  type DuckDBType,
  DuckDBTypeId as Id,
} from '@duckdb/node-api';
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Map_,
  Struct,
  TimeMicrosecond,
  TimeNanosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';
import { isNamedStruct } from './cast-type.ts';

/** The type of Arrow that a DuckDB type becomes. */
export const arrowType = (type: DuckDBType): DataType => {
  const plain = plainTypes.get(type.typeId);
  if (plain) return plain();
  if (type instanceof DuckDBDecimalType) return new Decimal(type.scale, type.width);
  if (type instanceof DuckDBListType) return new List(element(type.valueType));
  if (type instanceof DuckDBArrayType) return new FixedSizeList(type.length, element(type.valueType));
  if (type instanceof DuckDBMapType) return mapOf(type);
  if (isNamedStruct(type))
    return new Struct(type.entryTypes.map((entry, index) => arrowField(type.entryNames[index] ?? '', entry)));
  return new Utf8();
};

/** A field that may be NULL. */
export const arrowField = (name: string, type: DuckDBType): Field => new Field(name, arrowType(type), true);

const element = (type: DuckDBType): Field => arrowField('item', type);

const mapOf = ({ keyType, valueType }: DuckDBMapType): DataType =>
  new Map_<DataType, DataType>(
    new Field(
      'entries',
      new Struct<{ key: DataType; value: DataType }>([
        new Field('key', arrowType(keyType), false),
        arrowField('value', valueType),
      ]),
      false,
    ),
  );

/** Beyond these: decimals, nested types, and text for all that is left. */
const plainTypes: ReadonlyMap<Id, () => DataType> = new Map<Id, () => DataType>([
  [Id.BOOLEAN, () => new Bool()],
  [Id.TINYINT, () => new Int8()],
  [Id.SMALLINT, () => new Int16()],
  [Id.INTEGER, () => new Int32()],
  [Id.BIGINT, () => new Int64()],
  [Id.UTINYINT, () => new Uint8()],
  [Id.USMALLINT, () => new Uint16()],
  [Id.UINTEGER, () => new Uint32()],
  [Id.UBIGINT, () => new Uint64()],
  // As the parquet writer has them: 38 digits.
  [Id.HUGEINT, () => new Decimal(0, 38)],
  [Id.UHUGEINT, () => new Decimal(0, 38)],
  [Id.FLOAT, () => new Float32()],
  [Id.DOUBLE, () => new Float64()],
  [Id.DATE, () => new DateDay()],
  [Id.TIME, () => new TimeMicrosecond()],
  [Id.TIME_NS, () => new TimeNanosecond()],
  [Id.TIMESTAMP, () => new TimestampMicrosecond()],
  [Id.TIMESTAMP_S, () => new TimestampSecond()],
  [Id.TIMESTAMP_MS, () => new TimestampMillisecond()],
  [Id.TIMESTAMP_NS, () => new TimestampNanosecond()],
  [Id.TIMESTAMP_TZ, () => new TimestampMicrosecond('UTC')],
  [Id.BLOB, () => new Binary()],
]);
