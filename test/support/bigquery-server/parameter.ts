import {
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
} from '@duckdb/node-api';
import { Refused } from './google-error.ts';

/** A bound value of a statement. */
export interface QueryParameter {
  readonly name: string;
  readonly parameterType: { readonly type: string };
  readonly parameterValue: { readonly value?: string };
}

/** The value as DuckDB binds it; the text has to be as strict as BigQuery wants it. */
export const boundTo = ({
  name,
  parameterType: { type },
  parameterValue: { value = '' },
}: QueryParameter) => {
  const read = readers[type];
  if (read?.shape.test(value)) return read.of(value);
  const message = `Invalid value for parameter ${name}: "${value}" is no ${type}`;
  throw new Refused({ status: 400, reason: 'invalid', message });
};

const readers: Readonly<Record<string, { readonly shape: RegExp; readonly of: (text: string) => Bindable }>> =
  {
    STRING: { shape: /^/, of: String },
    INT64: { shape: /^-?\d+$/, of: BigInt },
    FLOAT64: { shape: /^[-+.\deE]+$/, of: Number },
    NUMERIC: { shape: /^-?\d+(\.\d{1,9})?$/, of: Number },
    BIGNUMERIC: { shape: /^-?\d+(\.\d{1,38})?$/, of: Number },
    BOOL: { shape: /^(true|false)$/, of: (text) => text === 'true' },
    DATE: { shape: /^\d{4}-\d\d-\d\d$/, of: (text) => DuckDBDateValue.fromParts(dayOf(text)) },
    TIME: {
      shape: /^\d\d:\d\d:\d\d(\.\d{1,6})?$/,
      of: (text) => new DuckDBTimeValue(microsOf(`1970-01-01T${text}Z`)),
    },
    DATETIME: {
      shape: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/,
      of: (text) => new DuckDBTimestampValue(microsOf(`${text.replace(' ', 'T')}Z`)),
    },
    TIMESTAMP: {
      shape: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d$/,
      of: (text) => new DuckDBTimestampTZValue(microsOf(text.replace(' ', 'T'))),
    },
  };

type Bindable =
  | string
  | number
  | bigint
  | boolean
  | DuckDBDateValue
  | DuckDBTimeValue
  | DuckDBTimestampValue
  | DuckDBTimestampTZValue;

const dayOf = (text: string) => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return { year, month, day };
};

const microsOf = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;
