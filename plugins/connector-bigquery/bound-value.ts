import { type Field, wordOf } from './column-types.ts';
import { filterUnfit } from './errors.ts';
import type { Parameter } from './statement.ts';

/** A bound value, and the column as it has to be written to be compared with it. */
export interface Bound {
  readonly column: string;
  readonly parameter: Parameter;
}

/** Where a value is bound to. */
export interface Place {
  readonly field: Field;
  /** Quoted. */
  readonly column: string;
  readonly name: string;
}

type Value = string | number | boolean;

/** Binds a value in the type of its column, so that partitions are still passed over. */
export const boundValue = (value: Value, place: Place): Bound => {
  const [type, text, column = place.column] = (binders[wordOf(place.field)] ?? asText)(value, place);
  return {
    column,
    parameter: { name: place.name, parameterType: { type }, parameterValue: { value: text } },
  };
};

/** Type and text of the parameter, and how the column is written if not as it is. */
type Binding = readonly [type: string, text: string, column?: string];
type Binder = (value: Value, place: Place) => Binding;

const unfit = (value: Value, { field }: Place) =>
  filterUnfit({
    column: field.name ?? '',
    operator: `a comparison with ${JSON.stringify(value)}`,
    type: wordOf(field),
  });

const asText: Binder = (value) => ['STRING', String(value)];

const integer = /^[+-]?\d{1,18}$/;
const decimal = /^[+-]?(\d{1,38})(\.(\d{1,38}))?$/;

/** Exact wherever the value is; a number of another kind than its column makes BigQuery widen the column. */
const asNumber =
  (own: string, fits: (text: string) => boolean): Binder =>
  (value, place) => {
    const text = String(value);
    if (fits(text)) return [own, text];
    if (decimal.test(text)) return ['BIGNUMERIC', text];
    if (!Number.isFinite(Number(text)) || text.trim() === '') throw unfit(value, place);
    return ['FLOAT64', text];
  };

const fractionDigits = (text: string): number => decimal.exec(text)?.[3]?.length ?? 0;

const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/;

const partsOf = (value: Value, place: Place) => {
  const [, date, time = '00:00:00', zone] = moment.exec(String(value)) ?? [];
  if (date === undefined) throw unfit(value, place);
  return { date, time: time.length === 'hh:mm'.length ? `${time}:00` : time, zone };
};

const asDate: Binder = (value, place) => {
  if (day.test(String(value))) return ['DATE', String(value)];
  const { date, time, zone = 'Z' } = partsOf(value, place);
  if (!isUtc(zone)) throw unfit(value, place);
  return /^[0:.]+$/.test(time)
    ? ['DATE', date]
    : ['DATETIME', `${date} ${time}`, `CAST(${place.column} AS DATETIME)`];
};

const asDatetime: Binder = (value, place) => {
  const { date, time, zone = 'Z' } = partsOf(value, place);
  // Compared with an instant elsewhere, a time without a zone would depend on where it is compared.
  if (!isUtc(zone)) throw unfit(value, place);
  return ['DATETIME', `${date} ${time}`];
};

const asTimestamp: Binder = (value, place) => {
  const { date, time, zone = 'Z' } = partsOf(value, place);
  return ['TIMESTAMP', `${date} ${time}${isUtc(zone) ? '+00:00' : withMinutes(zone)}`];
};

const isUtc = (zone: string): boolean => /^(Z|[+-]00(:?00)?)$/.test(zone);

const withMinutes = (zone: string): string => {
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
};

const asBoolean: Binder = (value, place) => {
  const text = String(value).toLowerCase();
  if (text !== 'true' && text !== 'false') throw unfit(value, place);
  return ['BOOL', text];
};

const asTime: Binder = (value, place) => {
  if (!/^\d\d:\d\d:\d\d(\.\d{1,6})?$/.test(String(value))) throw unfit(value, place);
  return ['TIME', String(value)];
};

const binders: Readonly<Record<string, Binder>> = {
  INT64: asNumber('INT64', (text) => integer.test(text)),
  FLOAT64: asNumber('FLOAT64', (text) => text.trim() !== '' && Number.isFinite(Number(text))),
  NUMERIC: asNumber(
    'NUMERIC',
    (text) => decimal.test(text) && fractionDigits(text) <= 9 && text.length <= 30,
  ),
  BIGNUMERIC: asNumber('BIGNUMERIC', (text) => decimal.test(text)),
  BOOL: asBoolean,
  DATE: asDate,
  TIME: asTime,
  DATETIME: asDatetime,
  TIMESTAMP: asTimestamp,
  GEOGRAPHY: (value, { column }) => ['STRING', String(value), `ST_ASTEXT(${column})`],
  INTERVAL: (value, { column }) => ['STRING', String(value), `CAST(${column} AS STRING)`],
};
