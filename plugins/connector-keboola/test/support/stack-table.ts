/** A table of the stack in a test. */
export interface StackTable {
  readonly id: string;
  readonly columns: readonly string[];
  /** By column. */
  readonly columnMetadata?: Readonly<Record<string, readonly ColumnMetadata[]>>;
  readonly primaryKey?: readonly string[];
  readonly rows: readonly StackRow[];
  readonly dataSizeBytes?: number | null;
  readonly lastImportDate?: string | null;
  readonly lastChangeDate?: string | null;
  readonly isAlias?: boolean;
  readonly sourceTable?: unknown;
}

/** A row, and when it was loaded, in seconds since 1970. */
export interface StackRow {
  readonly values: readonly string[];
  readonly loadedAt?: number;
}

interface ColumnMetadata {
  readonly key: string;
  readonly value: string;
  readonly provider: string;
}

/** A base type as a person has set it. */
export const typed = (basetype: string, provider = 'user'): readonly ColumnMetadata[] => [
  { key: 'KBC.datatype.basetype', value: basetype, provider },
];

/** The rows that an export asks for, cut to its columns. */
export const exportedRows = (table: StackTable, form: URLSearchParams): readonly (readonly string[])[] => {
  const wanted = [...form].filter(([key]) => /^columns\[\d+\]$/.test(key)).map(([, column]) => column);
  const since = Number(form.get('changedSince') ?? 0);
  const columns = wanted.length > 0 ? wanted : table.columns;
  return table.rows
    .filter(({ values, loadedAt = 0 }) => loadedAt >= since && passes(table, values, form))
    .map(({ values }) => columns.map((column) => values[table.columns.indexOf(column)] ?? ''));
};

const passes = (table: StackTable, values: readonly string[], form: URLSearchParams): boolean => {
  for (let index = 0; form.has(`whereFilters[${index}][column]`); index += 1) {
    const at = `whereFilters[${index}]`;
    const value = values[table.columns.indexOf(form.get(`${at}[column]`) ?? '')] ?? '';
    const given = [...form].filter(([key]) => key.startsWith(`${at}[values]`)).map(([, text]) => text);
    if (!comparisons[form.get(`${at}[operator]`) ?? '']?.(value, given)) return false;
  }
  return true;
};

/** Operators the stack takes; any other is refused. */
export const comparisons: Readonly<Record<string, (value: string, given: readonly string[]) => boolean>> = {
  eq: (value, given) => given.includes(value),
  ne: (value, given) => !given.includes(value),
  gt: (value, [bound = '']) => value > bound,
  ge: (value, [bound = '']) => value >= bound,
  lt: (value, [bound = '']) => value < bound,
  le: (value, [bound = '']) => value <= bound,
};

/** Rows as the stack writes them: RFC 4180, everything quoted, no header. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`).join('');
