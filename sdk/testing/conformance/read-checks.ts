import type { CollectedRead, CollectedTable } from '../collect-read.ts';
import { demand } from './demand.ts';
import { onStage } from './stage.ts';
import type { Check, ConnectorSubject, ReadableTable } from './subject.ts';
import { columnsIn, contentOf, rowsIn } from './table-content.ts';

/** What a read brings. */
export const readChecks = (subject: ConnectorSubject): readonly Check[] => [
  {
    title: 'every planned table is read, with the columns that were declared and all of its rows',
    run: () =>
      onStage(subject, async (stage) => {
        const { tables } = await stage.read();
        for (const table of subject.tables) await assertWhole(subject, table, readOf(tables, table));
      }),
  },
  {
    title: 'who reads twice gets the same',
    run: () =>
      onStage(subject, async (stage) => {
        const first = await stage.read();
        const second = await stage.read();
        for (const table of subject.tables) {
          const before = await contentOf(subject, readOf(first.tables, table));
          const after = await contentOf(subject, readOf(second.tables, table));
          demand(before === after, `"${table.plan.name}" is the same when it is read again`, [before, after]);
        }
      }),
  },
  {
    title: 'a second run goes on from what the first one kept in mind',
    run: () =>
      onStage(subject, async (stage) => {
        const first = await stage.read();
        const tables = subject.tables.map((table) => resumed(table, readOf(first.tables, table)));
        const second = await stage.read({ tables });
        for (const table of subject.tables) {
          const { unchanged } = readOf(second.tables, table);
          const isAsSaid = !table.isKnownAgain || unchanged;
          demand(isAsSaid, `"${table.plan.name}" is unchanged for a second run`, second.tables);
        }
      }),
  },
];

/** What was read of a table that must not have failed. */
const readOf = (tables: CollectedRead['tables'], { plan }: ReadableTable): CollectedTable => {
  const read = tables[plan.id];
  const isRead = read !== undefined && read.error === undefined;
  demand(isRead, `"${plan.name}" is read`, read?.error ?? 'nothing was said of it');
  return read ?? nothing;
};

const nothing: CollectedTable = { columns: [], rows: [], files: [], deletes: [], gone: [], unchanged: false };

const assertWhole = async (
  subject: ConnectorSubject,
  { plan: { name }, columns, rows }: ReadableTable,
  read: CollectedTable,
): Promise<void> => {
  const declared = columnsIn(read);
  const isDeclared = columns === undefined || JSON.stringify(declared) === JSON.stringify(columns);
  demand(isDeclared, `"${name}" has the columns ${columns?.join(', ')}`, declared);
  if (rows === undefined) return;
  const found = await rowsIn(subject, read);
  demand(found?.length === rows, `"${name}" has ${rows} rows`, found ?? 'files that `rowsOf` has to read');
};

/** The plan of the next run: state goes through the database of the host as JSON. */
const resumed = ({ plan }: ReadableTable, { state }: CollectedTable): ReadableTable['plan'] => {
  if (state === undefined) return plan;
  const stored: unknown = JSON.parse(JSON.stringify(state));
  return { ...plan, fullRefresh: false, state: stored };
};
