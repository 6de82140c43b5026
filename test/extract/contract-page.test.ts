import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import { readExtractDir } from '../../host/extract/read-extract-dir.ts';
import { likeWhole } from '../support/like-whole.ts';
import { sourceFiles } from '../support/source-files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { orders, publishLab } from './support/publish-lab.ts';

const page = await readFile('docs/extract-contract.md', 'utf8');

const sqlOf = (name: string): string =>
  new RegExp(`<!-- sql: ${name} -->\n\`\`\`sql\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

/** First cells of the rows below a heading. */
const firstCells = (heading: string): readonly string[] => {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell ?? '');
};

/** An extract made by the statements of the page. */
const writtenByThePage = async (t: ExecutionContext): Promise<string> => {
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'data'));
  const instance = await DuckDBInstance.create(join(folder, 'extract.duckdb'));
  const connection = await instance.connect();
  await connection.run(sqlOf('write').replaceAll("'data/", `'${folder}/data/`));
  connection.closeSync();
  instance.closeSync();
  return folder;
};

test('the statements that write an extract make one that is taken in', async (t) => {
  const extract = await readExtractDir(await writtenByThePage(t));

  likeWhole(t, extract, {
    state: 'read',
    refused: [],
    tables: [{ name: 'orders', rows: 2, extractedAt: Date.UTC(2027, 0, 1, 12) }],
  });
});

test('the statements that read an extract work on one the host has published', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders });

  const [meta = '', count = ''] = sqlOf('read').split(';');
  likeWhole(t, await lab.query(meta), [{ table_name: 'orders', rows: '2', produced_by: 'acme/shop@1.2.3' }]);
  t.deepEqual(await lab.query(count), [{ 'count_star()': '2' }]);
});

test('the page lists the columns of _meta in the order in which the host writes them', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders });

  const columns = await lab.query(
    "SELECT column_name FROM duckdb_columns() WHERE table_name = '_meta' ORDER BY column_index",
  );

  t.deepEqual(
    firstCells('`_meta`'),
    columns.map(({ column_name }) => column_name),
  );
});

test('the page lists every reason for which a row is refused', async (t) => {
  const sources = await sourceFiles(
    'host/extract/worker/{extract-files,native-table,read-extract,remote-rows}.ts',
    'host/extract/{take-up-rows,read-extract-dir}.ts',
    'host/extract/remote/{accept-remote,attach-policy}.ts',
  );
  const codes = sources
    .flatMap(({ text }) => [...text.matchAll(/code: '([a-z_]+)',\s+why/g)])
    .map(([, code]) => code ?? '');

  t.deepEqual([...new Set(codes)].sort(), [...firstCells('What is checked')].sort());
});
