/** An answer as `POST /api/query` gives it. */
export interface Answer {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly row_count: number;
  readonly truncated: boolean;
  readonly elapsed_ms: number;
  readonly generation: number;
}

/** What stands in the form. */
export interface QueryForm {
  readonly sql: string;
  readonly limit: number;
  readonly tables: readonly string[];
}

const numeric = /INT|DECIMAL|DOUBLE|FLOAT/;

/** What `query.mustache` is filled with after a run. */
export const answerView = (form: QueryForm, answer: Answer): object => ({
  ...form,
  result: {
    summary: summaryOf(answer),
    columns: answer.columns.map((name, index) => ({
      name,
      type: answer.types[index],
      number: isNumber(answer, index),
    })),
    rows: answer.rows.map((row) => ({
      cells: row.map((value, index) => cellOf(value, isNumber(answer, index))),
    })),
  },
});

const isNumber = ({ types }: Answer, index: number): boolean => numeric.test(types[index] ?? '');

const summaryOf = ({ row_count: count, truncated, elapsed_ms: elapsed, generation }: Answer): string =>
  `${count} row${count === 1 ? '' : 's'}${truncated ? ' (there are more)' : ''} in ${elapsed} ms, data generation ${generation}.`;

const cellOf = (value: unknown, isNumeric: boolean): object => {
  if (value === null) return { text: 'NULL', kind: 'null' };
  return { text: String(value), kind: isNumeric ? 'number' : '' };
};
