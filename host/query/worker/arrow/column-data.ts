import { BufferType, Data, type DataType } from 'apache-arrow';
import type { Validity } from './validity.ts';

/** Buffers of a column in the layout that its type has in Arrow. */
export interface Parts {
  readonly validity: Validity;
  readonly values?: Uint8Array;
  readonly offsets?: Uint8Array;
  readonly children?: readonly Data<DataType>[];
}

/** A column of Arrow around buffers, none of which is copied. */
export const columnData = (
  type: DataType,
  { validity, values, offsets, children = [] }: Parts,
): Data<DataType> => {
  const { length, nullCount, bitmap } = validity;
  const buffers = {
    ...(offsets && { [BufferType.OFFSET]: new Int32Array(offsets.buffer, offsets.byteOffset, length + 1) }),
    ...(values && { [BufferType.DATA]: typed(type, values) }),
    ...(bitmap && { [BufferType.VALIDITY]: bitmap }),
  };
  return new Data(type, 0, length, nullCount, buffers, [...children]);
};

/** The library counts in elements of the array that belongs to the type. */
const typed = ({ ArrayType }: DataType, { buffer, byteOffset, byteLength }: Uint8Array): unknown =>
  new ArrayType(buffer, byteOffset, byteLength / ArrayType.BYTES_PER_ELEMENT);
