import { DataType } from 'apache-arrow';
import { BytesColumn } from './bytes-column.ts';
import type { Column } from './column.ts';
import { BooleanColumn, FixedColumn } from './flat-columns.ts';
import { ListColumn } from './list-column.ts';
import { ArrayColumn, StructColumn } from './nested-columns.ts';

/** The column that takes the vectors of a type, cast as `arrowCast` says. */
export const columnFor = (type: DataType): Column => {
  if (DataType.isBool(type)) return new BooleanColumn(type);
  if (DataType.isUtf8(type) || DataType.isBinary(type)) return new BytesColumn(type);
  if (DataType.isList(type)) return new ListColumn(type, columnFor(type.valueType));
  if (DataType.isMap(type)) return new ListColumn(type, columnFor(type.childType));
  if (DataType.isFixedSizeList(type)) return new ArrayColumn(type, columnFor(type.valueType), type.listSize);
  if (DataType.isStruct(type))
    return new StructColumn(
      type,
      type.children.map((field) => columnFor(field.type)),
    );
  return new FixedColumn(type, widthOf(type));
};

const widthOf = (type: DataType): number =>
  DataType.isDecimal(type) ? 16 : type.ArrayType.BYTES_PER_ELEMENT;
