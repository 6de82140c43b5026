import type { Run } from '../../../command.ts';
import { type JsonObject, objectOf, objectsOf } from '../../../json/values.ts';
import { fieldLines } from '../../../terminal/field-lines.ts';
import { cellText, textTable } from '../../../terminal/text-table.ts';

const columns = [
  { title: 'table' },
  { title: 'status' },
  { title: 'rows', align: 'right' },
  { title: 'bytes', align: 'right' },
  { title: 'ms', align: 'right' },
  { title: 'why' },
] as const;

/** One run with what became of each table. */
export const run: Run = async (input, session) => {
  const path = `/api/sync/runs/${encodeURIComponent(input.args[0] ?? '')}`;
  const found = await (await session.http()).object({ path });
  const tables = objectsOf(found['tables']);
  const text = [
    ...fieldLines(aboutRun(found)),
    ...(tables.length === 0 ? [] : ['', ...textTable(columns, tables.map(rowOf), session.out.width)]),
    ...objectsOf(found['notices']).map(noticeLine),
  ];
  return { data: { run: found }, text };
};

const aboutRun = (run: JsonObject): JsonObject => ({
  id: run['id'],
  job: run['job_id'],
  by: run['trigger'],
  status: run['status'],
  started: run['started_at'],
  finished: run['finished_at'],
  generation: run['generation'],
});

const rowOf = (table: JsonObject): readonly unknown[] => [
  table['name'],
  table['status'],
  table['rows'],
  table['bytes'],
  table['duration_ms'],
  reasonsOf(table).join(' '),
];

/** Why it ended so, and what plugins and columns have to say. */
const reasonsOf = (table: JsonObject): readonly unknown[] => {
  const { outcome } = objectOf(table['schema_change']);
  return [
    table['error'],
    outcome === undefined ? undefined : `Columns changed: ${outcome}.`,
    ...objectsOf(table['findings']).map(({ severity, message }) => `${severity}: ${message}`),
  ].filter((reason) => reason !== undefined && reason !== null);
};

const noticeLine = ({ source, table, message }: JsonObject): string =>
  cellText(`${source}${table === null ? '' : `, ${table}`}: ${message}`);
