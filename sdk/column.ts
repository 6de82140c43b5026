/** Column types a connector may declare; `DECIMAL(p,s)` and lists (`BIGINT[]`) are built from them. */
export const columnTypes = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
  'VARCHAR',
  'BLOB',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMPTZ',
  'UUID',
  'JSON',
] as const;

/** A column a connector hands over. */
export interface Column {
  readonly name: string;
  /** One of `columnTypes`, `DECIMAL(p,s)`, or either followed by `[]`. */
  readonly type: string;
}

const shape = /^([A-Z]+)(\(\d{1,2}(,\s?\d{1,2})?\))?(\[\])?$/;

/** True when the host may put this type into SQL. Anything else is refused, never quoted. */
export const isColumnType = (type: string): boolean => {
  const match = shape.exec(type);
  if (!match) return false;
  const [, base = '', precision] = match;
  if (precision !== undefined && base !== 'DECIMAL') return false;
  return columnTypes.some((known) => known === base);
};
