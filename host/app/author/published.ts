import { readFile } from 'node:fs/promises';
import type { PlannedTable } from '@agnes/sdk';
import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { StagedFile } from '../../kernel/staged-file.ts';

type Row = Readonly<Record<string, unknown>>;
type ReadTable = Extract<ConnectorOutcome['tables'][number], { status: 'read' }>;

/** What readers would see of the tables of a source, as runs are published one after another. */
export class Published {
  readonly #tables = new Map<string, { readonly rows: readonly Row[]; readonly state?: unknown }>();
  readonly #plans: readonly PlannedTable[];

  constructor(plans: readonly PlannedTable[]) {
    this.#plans = plans;
  }

  /** Takes over what a run has brought, as the host does. */
  async take({ tables }: ConnectorOutcome): Promise<void> {
    for (const table of tables) if (table.status === 'read') await this.#publish(table);
  }

  rowsOf(id: string): readonly Row[] {
    return this.#tables.get(id)?.rows ?? [];
  }

  async #publish(table: ReadTable): Promise<void> {
    const { id, mode, files, deletes, state } = table;
    const { primaryKey = [] } = this.#plans.find((plan) => plan.id === id) ?? {};
    const keyOf = (row: Row): string => JSON.stringify(primaryKey.map((name) => row[name]));
    const fresh = (await Promise.all(files.map(rowsOf))).flat();
    const gone = new Set((deletes ? await rowsOf(deletes) : []).map(keyOf));
    const keys = new Set(mode === 'merge' ? fresh.map(keyOf) : []);
    const stays = mode === 'replace' ? [] : this.rowsOf(id).filter((row) => !keys.has(keyOf(row)));
    const rows = [...stays, ...fresh].filter((row) => !gone.has(keyOf(row)));
    this.#tables.set(id, { rows, ...(state !== undefined && { state }) });
  }

  /** What the next run is asked for: state went through the database, as JSON. */
  plans(): readonly PlannedTable[] {
    return this.#plans.map((plan) => {
      const state = this.#tables.get(plan.id)?.state;
      if (state === undefined) return plan;
      return { ...plan, fullRefresh: false, state: JSON.parse(JSON.stringify(state)) };
    });
  }

  /** All rows in an order of their own, so that two can be compared. */
  content(): string {
    const tables = this.#plans.map(({ id }) => [
      id,
      this.rowsOf(id)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]);
    return JSON.stringify(tables);
  }
}

/** Rows of a file that has one JSON object per line; of other formats every line is a row. */
const rowsOf = async ({ path }: StagedFile): Promise<readonly Row[]> => {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('{') ? JSON.parse(line) : { line }));
};
