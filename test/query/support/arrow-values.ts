import { type Data, DataType, type Table, Vector } from 'apache-arrow';

/**
 * What a reader of Arrow finds: the names of the types, and rows of plain values. Integers of 64 bits, decimals (without their
 * point), days and instants are the digits that lie in the buffers, blobs hexadecimal, maps objects.
 */
export const arrowValues = (table: Table) => {
  const fields = table.schema.fields;
  const columns = fields.map((_, index) => (table.getChildAt(index)?.data ?? []).flatMap(valuesOf));
  return {
    types: fields.map(({ type }) => String(type)),
    rows: Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column[row])),
  };
};

const valuesOf = (data: Data): unknown[] => {
  const read = readerOf(data);
  return Array.from({ length: data.length }, (_, index) => (data.getValid(index) ? read(index) : null));
};

const readerOf = (data: Data): ((index: number) => unknown) => {
  const { type, values, valueOffsets } = data;
  if (DataType.isList(type) || DataType.isMap(type) || DataType.isFixedSizeList(type))
    return listReader(data);
  if (DataType.isStruct(type)) return structReader(data);
  if (DataType.isDecimal(type)) return (index) => digitsOf(values.subarray(index * 4, index * 4 + 4));
  if (DataType.isBinary(type))
    return (index) =>
      Buffer.from(values.subarray(valueOffsets[index], valueOffsets[index + 1])).toString('hex');
  if (DataType.isDate(type) || DataType.isTime(type) || DataType.isTimestamp(type))
    return (index) => String(values[index]);
  const vector = new Vector([data]);
  return (index) => {
    const value: unknown = vector.get(index);
    return typeof value === 'bigint' ? String(value) : value;
  };
};

const listReader = ({ type, valueOffsets, children }: Data): ((index: number) => unknown) => {
  const elements = children.flatMap(valuesOf);
  if (DataType.isFixedSizeList(type))
    return (index) => elements.slice(index * type.listSize, (index + 1) * type.listSize);
  const list = (index: number): unknown[] => elements.slice(valueOffsets[index], valueOffsets[index + 1]);
  // The entries of a map are structs of `key` and `value`.
  return DataType.isMap(type)
    ? (index) =>
        Object.fromEntries(
          (list(index) as { key: string; value: unknown }[]).map(({ key, value }) => [key, value]),
        )
    : list;
};

const structReader = ({ type, children }: Data): ((index: number) => unknown) => {
  const fields = children.map(valuesOf);
  const names = (type.children ?? []).map(({ name }: { name: string }) => name);
  return (index) =>
    Object.fromEntries(names.map((name: string, field: number) => [name, fields[field]?.[index]]));
};

/** Four words of 32 bits, the lowest first, in two's complement. */
const digitsOf = (words: Uint32Array): string =>
  String(
    BigInt.asIntN(
      128,
      [...words].reduceRight((digits, word) => (digits << 32n) | BigInt(word), 0n),
    ),
  );
