import type { RemoteValue } from '@agnes/sdk';
import type { Literal } from './literal.ts';

/** A comparison as a source makes it. */
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

type Value = Exclude<RemoteValue, null>;

/**
 * The value to compare a column with at its source, where both sides are certain to mean the same by it. Texts have no
 * order that all agree on, and case or blanks may be equal to some: they are compared for equality only, which at most
 * keeps too much. A float that is no number is greater than all others here, and than none elsewhere.
 */
export const comparedValue = (
  type: string,
  operator: Comparison,
  literal: Literal | undefined,
): Value | undefined => {
  const kind = kindOf(type);
  if (!literal || !kind || !operators[kind].includes(operator)) return undefined;
  return values[kind](literal);
};

/** True for a type whose values may be missing in one way only. */
export const hasPlainNulls = (type: string): boolean =>
  kindOf(type) !== undefined || /^(FLOAT|UUID|TIME)$/.test(type);

type Kind = 'whole' | 'decimal' | 'double' | 'text' | 'truth' | 'date' | 'time' | 'instant';

const kinds: Readonly<Record<string, Kind>> = {
  TINYINT: 'whole',
  SMALLINT: 'whole',
  INTEGER: 'whole',
  BIGINT: 'whole',
  HUGEINT: 'whole',
  DECIMAL: 'decimal',
  DOUBLE: 'double',
  VARCHAR: 'text',
  BOOLEAN: 'truth',
  DATE: 'date',
  TIMESTAMP: 'time',
  TIMESTAMPTZ: 'instant',
};

const kindOf = (type: string): Kind | undefined =>
  type.endsWith('[]') ? undefined : kinds[type.replace(/\(.*/, '')];

const all: readonly Comparison[] = ['=', '<>', '<', '<=', '>', '>='];

const operators: Readonly<Record<Kind, readonly Comparison[]>> = {
  whole: all,
  decimal: all,
  double: ['=', '<', '<='],
  text: ['='],
  truth: ['='],
  date: all,
  time: all,
  instant: all,
};

/** Up to here a number of this language and of any engine is the same one. */
const exact = 2 ** 52;

const wholeOf = (literal: Literal): Value | undefined =>
  literal.kind === 'number' && Number.isInteger(literal.value) && Math.abs(literal.value) <= exact
    ? literal.value
    : undefined;

const values: Readonly<Record<Kind, (literal: Literal) => Value | undefined>> = {
  whole: wholeOf,
  // A bound number may come as a float, and a decimal that is made a float is not what it was.
  decimal: (literal) => (literal.kind === 'number' && !literal.isBound ? wholeOf(literal) : undefined),
  double: (literal) =>
    literal.kind === 'number' && Number.isFinite(literal.value) ? literal.value : undefined,
  text: (literal) => (literal.kind === 'text' && literal.type === undefined ? literal.value : undefined),
  truth: (literal) => (literal.kind === 'boolean' ? literal.value : undefined),
  date: (literal) => timeOf(literal, ['DATE'])?.day,
  time: (literal) => textOf(timeOf(literal, ['DATE', 'TIMESTAMP'])),
  instant: (literal) => {
    const time = textOf(timeOf(literal, ['DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE']));
    // The zone of every session is UTC.
    return time === undefined ? undefined : `${time}Z`;
  },
};

interface Time {
  readonly day: string;
  readonly clock?: string;
}

const written = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?))?$/;

/** A time that is written in the one way everybody reads alike. */
const timeOf = (literal: Literal, types: readonly string[]): Time | undefined => {
  if (literal.kind !== 'text' || !isTyped(literal, types)) return undefined;
  const [, day, clock] = written.exec(literal.value) ?? [];
  if (day === undefined || !isDay(day, clock)) return undefined;
  if (clock === undefined) return { day };
  // A day is not compared with a moment, nor a moment with what was cut to a day.
  return types.length === 1 || literal.type === 'DATE' ? undefined : { day, clock };
};

/** A text that is written there is taken for a time where one is wanted; a bound one stays a text. */
const isTyped = ({ type, isBound }: Extract<Literal, { kind: 'text' }>, types: readonly string[]): boolean =>
  type === undefined ? !isBound : types.includes(type);

const isDay = (day: string, clock = '00:00:00'): boolean => {
  const time = new Date(`${day}T${clock.slice(0, 8)}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(`${day}T${clock.slice(0, 8)}`);
};

const textOf = (time: Time | undefined): string | undefined =>
  time && `${time.day}T${time.clock ?? '00:00:00'}`;
