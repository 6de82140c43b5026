import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Flag } from '../command.ts';
import { badFile } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';
import type { Input } from '../input.ts';
import type { World } from '../world.ts';

/** Options that say how a table is registered; each is a field on the wire. */
export const tableFlags: readonly Flag[] = [
  { name: 'source-type', value: 'type', summary: 'Type of the connector that reads it.' },
  { name: 'connection', value: 'slug', summary: 'The source, where there are several of that type.' },
  { name: 'bucket', value: 'name', summary: 'Bucket, schema or folder at the source.' },
  { name: 'source-table', value: 'name', summary: 'Table or file at the source.' },
  {
    name: 'query-mode',
    value: 'mode',
    choices: ['local', 'remote', 'materialized'],
    summary: 'Where queries run (default: local).',
  },
  { name: 'query', value: 'sql|@file', summary: 'The SELECT of a materialized table, or a file with it.' },
  { name: 'description', value: 'text', summary: 'What the table holds.' },
  { name: 'folder', value: 'name', summary: 'Where the catalog lists it.' },
  { name: 'sync-schedule', value: 'schedule', summary: 'Such as "every 6h" or "daily 05:30" (UTC).' },
  { name: 'strategy', value: 'strategy', summary: 'How it is read again (default: full_refresh).' },
  { name: 'primary-key', value: 'columns', summary: 'Columns of the key, with commas between them.' },
  { name: 'cursor', value: 'column', summary: 'Column that grows with every change.' },
  { name: 'partition-by', value: 'column', summary: 'Column whose values are the parts.' },
  {
    name: 'on-schema-change',
    value: 'policy',
    choices: ['evolve', 'freeze', 'discard'],
    summary: 'What becomes of columns that come, go or change (default: evolve).',
  },
  {
    name: 'allow-shrink',
    value: 'word',
    choices: ['yes', 'no'],
    summary: 'Whether a refresh may lose most rows without a yes (default: no).',
  },
  {
    name: 'distribution',
    value: 'word',
    choices: ['download', 'server_only'],
    summary: 'Whether people may download it (default: download).',
  },
];

const fields: Readonly<Record<string, string>> = {
  source_type: 'source-type',
  connection: 'connection',
  bucket: 'bucket',
  source_table: 'source-table',
  query_mode: 'query-mode',
  description: 'description',
  folder: 'folder',
  sync_schedule: 'sync-schedule',
  sync_strategy: 'strategy',
  cursor_column: 'cursor',
  partition_by: 'partition-by',
  on_schema_change: 'on-schema-change',
  distribution: 'distribution',
};

/** The fields of a table that were given, and no other. */
export const tableFields = async (input: Input, world: World): Promise<Readonly<Record<string, unknown>>> => {
  const key = input
    .text('primary-key')
    ?.split(',')
    .map((column) => column.trim());
  const [query, shrink] = [input.text('query'), input.text('allow-shrink')];
  return {
    ...input.fields(fields),
    ...(query !== undefined && { source_query: await orFile(query, world) }),
    ...(shrink !== undefined && { allow_shrink: shrink === 'yes' }),
    ...(key && { primary_key: key.filter((column) => column !== '') }),
  };
};

/** The text that was given, or that of the file it names with `@`. */
export const orFile = async (given: string, { cwd }: World): Promise<string> => {
  if (!given.startsWith('@')) return given;
  const path = resolve(cwd, given.slice(1));
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const hint = 'Name a file that can be read.';
    throw badFile({ path, reason: codeOf(cause) ?? String(cause), hint }, { cause });
  }
};
