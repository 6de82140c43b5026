import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { type JsonObject, objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = [
  { title: '' },
  { title: 'table' },
  { title: 'rows before', align: 'right' },
  { title: 'rows', align: 'right' },
  { title: 'from' },
  { title: 'to' },
] as const;

const kinds = { added: '+', changed: '~', removed: '-' } as const;

/** What changed between two generations. */
export const run: Run = async (input, session) => {
  const [from, to] = input.args.map(numberOf);
  const path = `/api/admin/generations/diff?from=${from}&to=${to}`;
  const data = await (await session.http()).object({ path });
  const rows = Object.entries(kinds).flatMap(([kind, sign]) =>
    objectsOf(data[kind]).map((table) => rowOf(table, sign)),
  );
  return { data, text: textTable(columns, rows, session.out.width) };
};

const numberOf = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badUsage({
    reason: `"${text}" is not the number of a generation.`,
    hint: 'Example: agnes admin generations diff 41 42',
  });
};

const rowOf = (table: JsonObject, sign: string): readonly unknown[] => [
  sign,
  table['name_before'] === undefined ? table['name'] : `${table['name']} (was ${table['name_before']})`,
  table['rows_before'],
  table['rows'],
  shortOf(table['from']),
  shortOf(table['to']),
];

const shortOf = (version: unknown): string => (typeof version === 'string' ? version.slice(0, 12) : '');
