import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { connectorManifest, writePlugin } from './plugin-folders.ts';
import { tempFolder } from './temp-folder.ts';

/** A source that a test writes batches into, and the data folder of a host that has the plugin to read it. */
export interface JournalSource {
  readonly dataDir: string;
  /** Sections of `instance.yaml` that provision the source `journal` with its tables `debit` and `credit`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Makes both tables hold so many rows of this batch. */
  write(batch: number, rows?: number): Promise<void>;
  /** From now on reading stops after the first table, until it is cancelled or let go. */
  hold(): Promise<void>;
  letGo(): Promise<void>;
}

const connector = `import { access, watch } from 'node:fs/promises';
import { defineConnector } from '@agnes/sdk/connector';

const isThere = (path) => access(path).then(() => true, () => false);

export default defineConnector({
  async check() {},
  async *discover() {},
  async *read({ config: { location }, tables, signal }) {
    const [first, ...others] = tables;
    yield fileOf(location, first);
    if (await isThere(location + '/hold')) {
      yield { type: 'progress', done: 1, message: 'half way' };
      for await (const _ of watch(location, { signal })) if (!(await isThere(location + '/hold'))) break;
    }
    for (const table of others) yield fileOf(location, table);
  },
});

const fileOf = (location, { id, name }) =>
  ({ type: 'file', table: id, path: location + '/' + name + '.csv', format: { kind: 'csv' } });
`;

const manifest = () => {
  const [contribution] = connectorManifest('acme/journal', 'journal').contributes.connectors;
  const schema = {
    type: 'object',
    properties: { location: { type: 'string' } },
    required: ['location'],
    additionalProperties: false,
  };
  return {
    ...connectorManifest('acme/journal', 'journal'),
    contributes: { connectors: [{ ...contribution, config: { version: 1, schema } }] },
    capabilities: { files: [{ from: 'config.location', why: 'The journal lies there.' }] },
  };
};

/** Makes the source with its first batch, and a data folder with its plugin. */
export const journalSource = async (t: ExecutionContext): Promise<JournalSource> => {
  const folder = await tempFolder(t);
  const [dataDir, location] = [join(folder, 'data'), join(folder, 'journal')];
  await mkdir(location);
  await writePlugin(join(dataDir, 'plugins', 'local'), 'journal', {
    'agnes.plugin.json': manifest(),
    'connector.ts': connector,
  });
  const tables = ['debit', 'credit'].map((name) => ({ name, source_table: name }));
  const write = async (batch: number, rows = 3): Promise<void> => {
    const text = `batch,line\n${Array.from({ length: rows }, (_, line) => `${batch},${line}\n`).join('')}`;
    await Promise.all(tables.map(({ name }) => writeFile(join(location, `${name}.csv`), text)));
  };
  await write(1);
  return {
    dataDir,
    config: {
      files: { roots: [location] },
      sources: [{ slug: 'journal', type: 'journal', config: { location }, tables }],
    },
    write,
    hold: () => writeFile(join(location, 'hold'), ''),
    letGo: () => rm(join(location, 'hold')),
  };
};
