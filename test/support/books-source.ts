import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { connectorManifest, writePlugin } from './plugin-folders.ts';
import { tempFolder } from './temp-folder.ts';

/** A bookkeeping that a test writes into, and the data folder of a host that has the plugin to read it. */
export interface BooksSource {
  readonly dataDir: string;
  /** Sections of `instance.yaml` that provision the source `books` with its tables `debit` and `credit`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Makes `debit` and `credit` hold this batch, and adds lines to the ledger, which is read from where the last read ended. */
  write(batch: number, lines: readonly string[]): Promise<void>;
}

const connector = `import { readFile } from 'node:fs/promises';
import { defineConnector } from '@agnes/sdk/connector';

export default defineConnector({
  async check() {},
  async *discover() {},
  async *read({ config: { location }, tables }) {
    // Read once for both: whoever writes meanwhile must not be seen by one of them only.
    const batch = await readFile(location + '/batch.txt', 'utf8');
    for (const table of tables) yield* table.name === 'ledger' ? ledger(location, table) : side(table, Number(batch));
  },
});

const side = async function* ({ id: table }, batch) {
  yield { type: 'columns', table, columns: [{ name: 'batch', type: 'BIGINT' }] };
  yield { type: 'rows', table, rows: [{ batch }, { batch }] };
};

const ledger = async function* (location, { id: table, state, fullRefresh }) {
  const lines = (await readFile(location + '/ledger.txt', 'utf8')).split('\\n').filter(Boolean);
  const from = fullRefresh ? 0 : (state?.read ?? 0);
  yield { type: 'columns', table, columns: [{ name: 'line', type: 'VARCHAR' }, { name: 'amount', type: 'BIGINT' }] };
  for (const line of lines.slice(from)) yield { type: 'rows', table, rows: [{ line, amount: Number(line.slice(1)) }] };
  yield { type: 'state', table, state: { read: lines.length } };
};
`;

const manifest = () => {
  const [contribution] = connectorManifest('acme/books', 'books').contributes.connectors;
  const schema = {
    type: 'object',
    properties: { location: { type: 'string' } },
    required: ['location'],
    additionalProperties: false,
  };
  return {
    ...connectorManifest('acme/books', 'books'),
    contributes: { connectors: [{ ...contribution, config: { version: 1, schema } }] },
    capabilities: { files: [{ from: 'config.location', why: 'The books lie there.' }] },
  };
};

/** Makes the books with a first batch and one line, and a data folder with their plugin. */
export const booksSource = async (t: ExecutionContext): Promise<BooksSource> => {
  const folder = await tempFolder(t);
  const [dataDir, location] = [join(folder, 'data'), join(folder, 'books')];
  await mkdir(location);
  await writePlugin(join(dataDir, 'plugins', 'local'), 'books', {
    'agnes.plugin.json': manifest(),
    'connector.ts': connector,
  });
  const tables = ['debit', 'credit'].map((name) => ({ name, source_table: name }));
  const write = async (batch: number, lines: readonly string[]): Promise<void> => {
    await writeFile(join(location, 'new.txt'), String(batch));
    await rename(join(location, 'new.txt'), join(location, 'batch.txt'));
    await appendFile(join(location, 'ledger.txt'), lines.map((line) => `${line}\n`).join(''));
  };
  await write(1, ['l1']);
  return {
    dataDir,
    config: {
      files: { roots: [location] },
      sources: [{ slug: 'books', type: 'books', config: { location }, tables }],
    },
    write,
  };
};
