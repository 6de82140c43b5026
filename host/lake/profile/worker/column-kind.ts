/** How a column is counted. */
export type Kind = 'integer' | 'decimal' | 'float' | 'date' | 'boolean' | 'text' | 'nested';

/** A column of the sample. Its values are in `value`; names of columns are data and never stand in statements. */
export interface SampledColumn {
  readonly name: string;
  readonly type: string;
  readonly kind: Kind;
  /** SQL name in the sample. */
  readonly value: string;
  /** SQL name of the length of the text in the sample. */
  readonly length: string;
}

const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['integer', /^U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/],
  ['decimal', /^DECIMAL\(/],
  ['float', /^(?:FLOAT|DOUBLE)$/],
  ['date', /^(?:DATE|TIMESTAMP.*)$/],
  ['boolean', /^BOOLEAN$/],
  ['nested', /^(?:STRUCT|MAP|UNION)\(|\[\d*\]$|^(?:JSON|VARIANT)$/s],
];

/** How a column of this type is counted; what nobody can count with is text. */
export const kindOf = (type: string): Kind => kinds.find(([, pattern]) => pattern.test(type))?.[0] ?? 'text';

/** True for columns kept as text. */
export const isTextual = (kind: Kind): boolean => kind === 'text' || kind === 'nested';

/** True for columns with a mean. */
export const isNumeric = (kind: Kind): boolean =>
  kind === 'integer' || kind === 'decimal' || kind === 'float';
