import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type {
  Approved,
  PublishRequest,
  TablePublished,
  TableStaged,
} from '../../../host/extract/take-in-messages.ts';
import { publishTables, takeInLimits } from '../../../host/extract/take-in-process.ts';
import { plainRows } from './plain-duckdb.ts';
import { dataOf, type StageLab, stageLab } from './stage-lab.ts';

/** When the source was read, as the tests have it. */
export const extractedAt = Date.UTC(2027, 0, 1, 12);

/** An extract folder and a way to publish into it. */
export interface PublishLab extends StageLab {
  readonly extractDir: string;
  /** Takes csv texts in, by table name, and publishes them. Ids are the names in capitals. */
  publish(
    tables: Readonly<Record<string, string>>,
    more?: Partial<PublishRequest>,
  ): Promise<readonly TablePublished[]>;
  /** What any DuckDB finds in the extract. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Names in the extract folder, below `data/` too. */
  list(): Promise<readonly string[]>;
}

export const publishLab = async (t: ExecutionContext): Promise<PublishLab> => {
  const lab = await stageLab(t);
  const extractDir = join(lab.inputs, '..', 'extracts', 'shop');
  await mkdir(extractDir, { recursive: true });
  let run = 0;
  return {
    ...lab,
    extractDir,
    publish: async (tables, more = {}) => {
      run += 1;
      const names = Object.keys(tables);
      const inputs = await Promise.all(
        names.map(async (name) => ({
          id: name.toUpperCase(),
          name,
          files: [await lab.write(`${name}.csv`, tables[name] ?? '')],
          primaryKey: [],
        })),
      );
      const staged = await lab.stage(inputs);
      return publishTables({
        command: 'publish',
        extractDir,
        runId: `run-${run}`,
        tables: staged.map(approved),
        registered: [
          { id: 'ORDERS', name: 'orders' },
          { id: 'PEOPLE', name: 'people' },
        ],
        lastGood: [],
        limits: takeInLimits,
        ...more,
      });
    },
    query: (sql) => plainRows(t, sql, join(extractDir, 'extract.duckdb')),
    list: async () => (await readdir(extractDir, { recursive: true })).sort(),
  };
};

/** A staged table that nobody objects to. */
export const approved = (staged: TableStaged): Approved => ({
  id: staged.id,
  name: staged.name,
  description: `The ${staged.name}`,
  primaryKey: ['id'],
  extractedAt,
  producedBy: 'acme/shop@1.2.3',
  treeHash: 'sha256-ab',
  pluginGeneration: 4,
  data: dataOf(staged),
});

/** Two tables as csv. */
export const orders = 'id,total\n1,10\n2,20\n';
export const people = 'id,name\n1,ann\n';
