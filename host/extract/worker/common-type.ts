/** The narrowest type that holds every value of both without loss people would notice; `undefined` when none does. */
export const commonType = (one: string, other: string): string | undefined => {
  const [a, b] = [plainType(one), plainType(other)];
  if (a === b) return a;
  if (a.endsWith('[]') && b.endsWith('[]')) {
    const item = commonType(a.slice(0, -2), b.slice(0, -2));
    return item === undefined ? undefined : `${item}[]`;
  }
  return commonNumber(a, b) ?? commonTime(a, b);
};

/** True for a type whose values have a text that says all there is. */
export const isScalar = (type: string): boolean => {
  const plain = plainType(type);
  return !/[[\]]$|^(STRUCT|MAP|UNION|BLOB)/.test(plain);
};

/** The name of a type as parquet keeps it: the engine knows several for one. */
export const plainType = (type: string): string => {
  const list = /^(.*)\[\]$/.exec(type);
  if (list) return `${plainType(list[1] ?? '')}[]`;
  if (/^ENUM\(/.test(type)) return 'VARCHAR';
  return synonyms[type] ?? type;
};

const synonyms: Readonly<Record<string, string>> = {
  TIMESTAMPTZ: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_S: 'TIMESTAMP',
  TIMESTAMP_MS: 'TIMESTAMP',
  HUGEINT: 'DOUBLE',
  UHUGEINT: 'DOUBLE',
};

/** Digits that the integers of a type may have. */
const digits: Readonly<Record<string, number>> = {
  TINYINT: 3,
  UTINYINT: 3,
  SMALLINT: 5,
  USMALLINT: 5,
  INTEGER: 10,
  UINTEGER: 10,
  BIGINT: 19,
  UBIGINT: 20,
};

const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT'];

const commonNumber = (a: string, b: string): string | undefined => {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (!left || !right) return undefined;
  if (left.kind === 'float' || right.kind === 'float') return 'DOUBLE';
  if (left.kind === 'integer' && right.kind === 'integer') return commonInteger(a, b);
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.whole, right.whole);
  return whole + scale <= 38 ? `DECIMAL(${whole + scale},${scale})` : 'DOUBLE';
};

// An unsigned type and a signed one of the same width have no common one of that width.
const commonInteger = (a: string, b: string): string => {
  const [narrow, wide] = [a, b].sort((x, y) => (digits[x] ?? 0) - (digits[y] ?? 0));
  if (wide !== undefined && !wide.startsWith('U') && digits[wide] !== digits[narrow ?? '']) return wide;
  const needed = Math.max(digits[a] ?? 0, digits[b] ?? 0);
  return integers.find((type) => (digits[type] ?? 0) > needed) ?? 'DECIMAL(20,0)';
};

interface Numeric {
  readonly kind: 'integer' | 'decimal' | 'float';
  readonly whole: number;
  readonly scale: number;
}

const numberOf = (type: string): Numeric | undefined => {
  const whole = digits[type];
  if (whole !== undefined) return { kind: 'integer', whole, scale: 0 };
  if (type === 'FLOAT' || type === 'DOUBLE') return { kind: 'float', whole: 0, scale: 0 };
  const [, precision, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  if (precision === undefined || scale === undefined) return undefined;
  return { kind: 'decimal', whole: Number(precision) - Number(scale), scale: Number(scale) };
};

const times = ['DATE', 'TIMESTAMP', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE'];

const commonTime = (a: string, b: string): string | undefined => {
  const [left, right] = [times.indexOf(a), times.indexOf(b)];
  return left < 0 || right < 0 ? undefined : times[Math.max(left, right)];
};
