import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';

/** A column as the API describes it. */
export interface WireField {
  readonly name: string;
  readonly type: string;
  readonly mode: 'NULLABLE' | 'REPEATED';
  readonly fields?: readonly WireField[];
  readonly precision?: string;
  readonly scale?: string;
}

/** The schema that the API tells of a column of DuckDB. */
export const fieldOf = (name: string, type: DuckDBType): WireField => {
  if (type.typeId === DuckDBTypeId.LIST) return { ...fieldOf(name, type.valueType), mode: 'REPEATED' };
  if (type.typeId === DuckDBTypeId.STRUCT) {
    const fields = type.entryNames.map((entry, index) => fieldOf(entry, entryType(type.entryTypes, index)));
    return { name, type: 'RECORD', mode: 'NULLABLE', fields };
  }
  if (type.typeId === DuckDBTypeId.DECIMAL && !(type.width === 38 && type.scale === 9)) {
    return {
      name,
      type: 'NUMERIC',
      mode: 'NULLABLE',
      precision: String(type.width),
      scale: String(type.scale),
    };
  }
  return { name, type: type.alias === 'JSON' ? 'JSON' : (words[type.typeId] ?? 'STRING'), mode: 'NULLABLE' };
};

const entryType = (types: readonly DuckDBType[], index: number): DuckDBType => {
  const type = types[index];
  if (!type) throw new Error(`no type of entry ${index}`);
  return type;
};

/** The API says INTEGER, FLOAT and BOOLEAN where GoogleSQL has INT64, FLOAT64 and BOOL. */
const words: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BOOLEAN]: 'BOOLEAN',
  [DuckDBTypeId.INTEGER]: 'INTEGER',
  [DuckDBTypeId.BIGINT]: 'INTEGER',
  [DuckDBTypeId.HUGEINT]: 'INTEGER',
  [DuckDBTypeId.DOUBLE]: 'FLOAT',
  [DuckDBTypeId.DECIMAL]: 'NUMERIC',
  [DuckDBTypeId.BLOB]: 'BYTES',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'TIMESTAMP',
  [DuckDBTypeId.INTERVAL]: 'INTERVAL',
};

/** SQL that writes a row as the API sends it: every value is text, lists and records are boxed. */
export const rowSql = (columns: readonly { readonly name: string; readonly type: DuckDBType }[]): string =>
  boxed(columns.map(({ name, type }) => valueSql(`"${name.replaceAll('"', '""')}"`, type)));

const boxed = (values: readonly string[]): string =>
  `json_object('f', json_array(${values.map((value) => `json_object('v', ${value})`).join(', ')}))`;

const valueSql = (value: string, type: DuckDBType): string => {
  if (type.typeId === DuckDBTypeId.LIST) {
    const item = valueSql('item', type.valueType);
    return `to_json(coalesce(list_transform(${value}, lambda item: json_object('v', ${item})), []))`;
  }
  if (type.typeId === DuckDBTypeId.STRUCT) {
    const entries = type.entryNames.map((name, index) =>
      valueSql(`struct_extract(${value}, '${name}')`, entryType(type.entryTypes, index)),
    );
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE ${boxed(entries)} END`;
  }
  return `to_json(${(writers[type.typeId] ?? ((text) => `CAST(${text} AS VARCHAR)`))(value)})`;
};

const writers: Partial<Record<DuckDBTypeId, (value: string) => string>> = {
  [DuckDBTypeId.BLOB]: (value) => `base64(${value})`,
  [DuckDBTypeId.TIMESTAMP]: (value) => `replace(CAST(${value} AS VARCHAR), ' ', 'T')`,
  [DuckDBTypeId.TIMESTAMP_TZ]: (value) => `CAST(epoch_us(${value}) AS VARCHAR)`,
  [DuckDBTypeId.DOUBLE]: (value) =>
    `CASE WHEN isnan(${value}) THEN 'NaN' WHEN isinf(${value}) THEN if(${value} > 0, 'Infinity', '-Infinity') ELSE CAST(${value} AS VARCHAR) END`,
};
