import { Refused } from './google-error.ts';
import { cut, type Pages, parsedRow, type Query } from './pages.ts';
import { notFound, type Seed, type Warehouse } from './warehouse.ts';

/** What there is: datasets, tables, and their rows without a job. */
export class CatalogDesk {
  pages: Pages = { rows: 10_000, names: 1000 };
  readonly #warehouse: Warehouse;

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse;
  }

  datasets(projectId: string, query: Query) {
    const all = this.#warehouse.datasets(projectId).map((datasetId) => ({
      kind: 'bigquery#dataset',
      id: `${projectId}:${datasetId}`,
      datasetReference: { projectId, datasetId },
      location: 'EU',
    }));
    const [datasets, nextPageToken] = cut(all, query, this.pages.names);
    return { kind: 'bigquery#datasetList', datasets, ...(nextPageToken && { nextPageToken }) };
  }

  tables(projectId: string, datasetId: string, query: Query) {
    const seeds = this.#warehouse.tables(projectId, datasetId);
    if (seeds.length === 0) throw notFound(`Dataset ${projectId}:${datasetId}`);
    const all = seeds.map(({ table: tableId, type = 'TABLE' }) => ({
      kind: 'bigquery#table',
      id: `${projectId}:${datasetId}.${tableId}`,
      tableReference: { projectId, datasetId, tableId },
      type,
    }));
    const [tables, nextPageToken] = cut(all, query, this.pages.names);
    return {
      kind: 'bigquery#tableList',
      tables,
      totalItems: all.length,
      ...(nextPageToken && { nextPageToken }),
    };
  }

  async table(seed: Seed) {
    const { project: projectId, dataset: datasetId, table: tableId, type = 'TABLE', width = 8 } = seed;
    const { required = [], layout = {} } = seed;
    const fields = (await this.#warehouse.fields(seed)).map((field) =>
      required.includes(field.name) ? { ...field, mode: 'REQUIRED' } : field,
    );
    const rows = await this.#warehouse.count(seed);
    const size = { numRows: String(rows), numBytes: String(rows * fields.length * width) };
    return {
      kind: 'bigquery#table',
      id: `${projectId}:${datasetId}.${tableId}`,
      tableReference: { projectId, datasetId, tableId },
      type,
      schema: { fields },
      location: 'EU',
      ...layout,
      ...(type === 'VIEW' ? { view: { query: seed.sql, useLegacySql: false } } : size),
    };
  }

  async data(seed: Seed, query: Query) {
    if (seed.type === 'VIEW') {
      const message = `Cannot list a table of type VIEW.`;
      throw new Refused({ status: 400, reason: 'invalid', message });
    }
    const all = await this.#warehouse.rowsOf(seed, query['selectedFields']?.split(','));
    const [rows, pageToken] = cut(all, query, this.pages.rows);
    return {
      kind: 'bigquery#tableDataList',
      totalRows: String(all.length),
      rows: rows.map(parsedRow),
      ...(pageToken && { pageToken }),
    };
  }
}
