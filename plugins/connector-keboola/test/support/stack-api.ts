import type { Answer, Arrived } from './arrived.ts';
import type { ObjectStore, Storage } from './object-store.ts';
import { comparisons, csvOf, exportedRows, type StackTable } from './stack-table.ts';

interface Job {
  looks: number;
  readonly table: StackTable;
  readonly form: URLSearchParams;
}

type Route = readonly [string, RegExp, (match: readonly string[], arrived: Arrived) => Answer];

/** The Storage API of a project, as far as connectors use it. */
export class StackApi {
  tables: readonly StackTable[] = [];
  storage: Storage = { provider: 'gcp', isSliced: true, packing: 'named' };
  /** Looks at a job until it is done. */
  jobLooks = 1;
  jobError: string | undefined;
  /** Rows of one slice. */
  sliceRows = 2;
  /** Whether an empty slice stands among the others. */
  hasEmptySlice = true;
  /** By `<table>/<column>`: what was pushed. */
  readonly pushed = new Map<string, Readonly<Record<string, string>>>();
  readonly #token: string;
  readonly #store: ObjectStore;
  readonly #jobs: Job[] = [];

  constructor(token: string, store: ObjectStore) {
    this.#token = token;
    this.#store = store;
  }

  answer(arrived: Arrived): Answer {
    if (arrived.headers['x-storageapi-token'] !== this.#token) {
      return json({ error: 'Invalid access token', code: 'storage.tokenInvalid' }, 401);
    }
    const [path = ''] = arrived.path.replace('/v2/storage/', '').split('?');
    for (const [method, pattern, answer] of this.#routes) {
      const match = pattern.exec(path);
      if (match && method === arrived.method) return answer(match.slice(1).map(decodeURIComponent), arrived);
    }
    return json({ error: `Unknown ${arrived.path}` }, 404);
  }

  readonly #routes: readonly Route[] = [
    ['GET', /^tokens\/verify$/, () => json({ id: '1', owner: { id: 4711, name: 'Sales' } })],
    ['GET', /^tables$/, () => json(this.tables.map((table) => listed(table)))],
    ['GET', /^buckets$/, () => json(bucketsOf(this.tables))],
    ['GET', /^buckets\/([^/]+)\/tables$/, ([bucket = '']) => json(this.#inBucket(bucket))],
    ['GET', /^tables\/([^/]+)$/, ([id = '']) => this.#withTable(id, (table) => json(described(table)))],
    ['POST', /^tables\/([^/]+)\/export-async$/, ([id = ''], { form }) => this.#export(id, form)],
    ['GET', /^jobs\/([^/]+)$/, ([id = '']) => this.#job(Number(id))],
    [
      'GET',
      /^files\/([^/]+)$/,
      ([id = '']) => json(this.#store.detail(id) ?? {}, this.#store.detail(id) ? 200 : 404),
    ],
    ['POST', /^tables\/([^/]+)\/columns\/([^/]+)\/metadata$/, (names, { form }) => this.#push(names, form)],
  ];

  #withTable(id: string, answer: (table: StackTable) => Answer): Answer {
    const table = this.tables.find((one) => one.id === id);
    return table ? answer(table) : json({ error: `The table "${id}" was not found` }, 404);
  }

  #inBucket(bucket: string): readonly object[] {
    return this.tables.filter(({ id }) => id.startsWith(`${bucket}.`)).map((table) => described(table));
  }

  #export(id: string, form: URLSearchParams): Answer {
    return this.#withTable(id, (table) => {
      const operators = [...form].filter(([key]) => key.endsWith('[operator]'));
      const strange = operators.find(([, operator]) => !(operator in comparisons));
      const column = [...form].find(
        ([key, name]) => key.endsWith('[column]') && !table.columns.includes(name),
      );
      if (strange || column) return json({ error: `Invalid filter ${strange?.[1] ?? column?.[1]}` }, 400);
      this.#jobs.push({ looks: this.jobLooks, table, form });
      return json({ id: this.#jobs.length, status: 'waiting' }, 202);
    });
  }

  #job(id: number): Answer {
    const job = this.#jobs[id - 1];
    if (!job) return json({ error: 'no job' }, 404);
    job.looks -= 1;
    if (job.looks > 0) return json({ id, status: job.looks > 1 ? 'waiting' : 'processing' });
    if (this.jobError) return json({ id, status: 'error', error: { message: this.jobError } });
    const rows = exportedRows(job.table, job.form);
    const pieces: string[] = this.hasEmptySlice ? [''] : [];
    for (let at = 0; at < rows.length; at += this.sliceRows)
      pieces.push(csvOf(rows.slice(at, at + this.sliceRows)));
    return json({
      id,
      status: 'success',
      results: { file: { id: Number(this.#store.put(this.storage, pieces)) } },
    });
  }

  #push([table = '', column = '']: readonly string[], form: URLSearchParams): Answer {
    return this.#withTable(table, ({ columns }) => {
      if (!columns.includes(column)) return json({ error: `no column ${column}` }, 404);
      this.pushed.set(`${table}/${column}`, Object.fromEntries(form));
      return json([], 201);
    });
  }
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const bucketIdOf = ({ id }: StackTable): string => id.split('.').slice(0, 2).join('.');

const bucketsOf = (tables: readonly StackTable[]): readonly object[] =>
  [...new Set(tables.map(bucketIdOf))].map((id) => ({ id, name: id.split('.')[1], displayName: id }));

const listed = (table: StackTable): object => ({
  ...described(table),
  bucket: { id: bucketIdOf(table), displayName: bucketIdOf(table).replace(/^[^.]+\.c-/, '') },
});

const described = ({ rows, ...table }: StackTable): object => ({
  name: table.id.split('.').at(-1),
  primaryKey: [],
  columnMetadata: {},
  rowsCount: rows.length,
  dataSizeBytes: 1000,
  lastImportDate: '2026-01-01T10:00:00+0100',
  lastChangeDate: '2026-01-01T10:00:00+0100',
  isAlias: false,
  ...table,
});
