import type { PlannedTable, ReadMessage } from '@agnes/sdk';
import type { TablePlan } from './read-plan.ts';
import { misfitsOf } from './selection.ts';
import type { Session } from './session.ts';

/** What people should know of how a table was read. */
export async function* noticesOf(
  session: Session,
  { id, name }: PlannedTable,
  { columns, nullCursors }: TablePlan,
): AsyncGenerator<ReadMessage> {
  const notice = (code: string, message: string): ReadMessage => ({
    type: 'notice',
    table: id,
    code,
    message,
  });
  const misfits = [...(await misfitsOf(session, columns))].map(
    ([column, count]) => `${count} of "${column}"`,
  );
  if (misfits.length > 0) {
    yield notice(
      'values_nulled',
      `Values of "${name}" became NULL: ${misfits.join(', ')}. They are NaN, infinite, before the year 1, or lists of lists.`,
    );
  }
  const lossy = columns.filter(({ reading }) => reading.isLossy).map((column) => column.name);
  if (lossy.length > 0) yield lossyNotice({ id, name }, lossy);
  if (nullCursors > 0) {
    yield notice(
      'null_cursor',
      `${nullCursors} rows of "${name}" have no value to continue from and are read every time.`,
    );
  }
}

/** Says that digits may be lost. */
export const lossyNotice = (
  { id, name }: Pick<PlannedTable, 'id' | 'name'>,
  columns: readonly string[],
): ReadMessage => ({
  type: 'notice',
  table: id,
  code: 'lossy_numeric',
  message: `${columns.map((column) => `"${column}"`).join(', ')} of "${name}" may lose digits: the numbers have no declared size and are read as DOUBLE. The setting "numeric" keeps them exact.`,
});
