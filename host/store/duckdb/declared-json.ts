import { quoteIdent } from '../quote-ident.ts';

/** A type as parquet keeps it. It has no 128-bit integer: the engine would write a DOUBLE and lose digits. */
export const storedType = (type: string): string => type.replace(/^HUGEINT/, 'DECIMAL(38,0)');

/** As what a declared column is read from JSON. As TIMESTAMP, the engine would drop the offset of `10:00+02:00`. */
export const typeInJson = (type: string): string =>
  type.replace(/^TIMESTAMP(?=$|\[)/, 'TIMESTAMPTZ').replace(/^BLOB/, 'VARCHAR');

/** The value of a declared column, from what was read as `typeInJson`. */
export const valueFromJson = ({ name, type }: { readonly name: string; readonly type: string }): string => {
  const value = quoteIdent(name);
  switch (type) {
    case 'TIMESTAMP':
    case 'TIMESTAMP[]':
      return `CAST(${value} AS ${type})`;
    case 'BLOB':
      return `from_base64(${value})`;
    case 'BLOB[]':
      return `list_transform(${value}, item -> from_base64(item))`;
    default:
      return value;
  }
};
