import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from '../../command.ts';
import { badFile } from '../../errors.ts';
import { codeOf } from '../../files/durable-file.ts';
import { type JsonObject, objectOf, objectsOf, readJson, textOf } from '../../json/values.ts';
import { cellText } from '../../terminal/text-table.ts';

interface Proposal {
  readonly table: string;
  readonly columns: readonly JsonObject[];
}

/** Says what columns hold, from a file. */
export const run: Run = async (input, session) => {
  const [file = ''] = input.args;
  const { table, columns } = await proposalIn(resolve(session.world.cwd, file));
  const http = await session.http();
  const path = `/api/admin/metadata/${encodeURIComponent(table)}`;
  if (input.on('dry-run')) {
    const before = objectsOf((await http.object({ path }))['columns']);
    const changes = columns.filter((column) => !isSaid(column, before));
    const text = changes.map(
      (column) => `${cellText(column['column_name'])}: ${cellText(column['description'])}`,
    );
    return { data: { table, changes }, text: [...text, `${changes.length} columns would change.`] };
  }
  const applied = await http.object({ method: 'POST', path, body: { columns } });
  const text = [`${cellText(applied['count'])} columns of ${cellText(table)} are described.`];
  if (!input.on('push-to-source')) return { data: { ...applied, table }, text };
  const pushed = await http.object({ method: 'POST', path: `${path}/push` });
  return {
    data: { ...applied, table, pushed },
    text: [...text, `${cellText(pushed['pushed'])} of them are written back to the source.`],
  };
};

const proposalIn = async (path: string): Promise<Proposal> => {
  const proposal = objectOf(readJson(await textIn(path)));
  const table = textOf(proposal['table_id']);
  if (table === undefined || !Array.isArray(proposal['columns'])) {
    throw badFile({
      path,
      reason: 'it is not a JSON object with table_id and columns',
      hint: `Example: {"table_id":"orders","columns":[{"column_name":"id","description":"Number"}]}`,
    });
  }
  return { table, columns: objectsOf(proposal['columns']) };
};

const textIn = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const hint = 'Give a file that holds JSON.';
    throw badFile({ path, reason: codeOf(cause) ?? String(cause), hint }, { cause });
  }
};

/** True when all that the proposal says about the column is said already. */
const isSaid = (column: JsonObject, before: readonly JsonObject[]): boolean => {
  const known = before.find(({ column_name }) => column_name === column['column_name']) ?? {};
  return Object.entries(column).every(([field, value]) => known[field] === value);
};
