import { isPlatformError } from '@agnes/sdk/errors';
import type { Access } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { Table } from '../registry/table.ts';
import { tableNotRead, tableUnknown } from './errors.ts';

/** What it takes to say more of a table that cannot be queried. */
export interface NotAvailableDeps {
  readonly access: Pick<Access, 'filter'>;
  /** Every registered table. Absent: nothing more is said. */
  readonly registered?: () => Promise<readonly Pick<Table, 'id' | 'name' | 'queryMode'>[]>;
}

/**
 * What is said of a table that is not there. Whoever may read it hears that it was never read; to administrators another
 * name is a mistake, not a refusal; to others it stays one.
 */
export const toldError = async (
  error: unknown,
  principal: Principal,
  { access, registered = async () => [] }: NotAvailableDeps,
): Promise<unknown> => {
  if (!isPlatformError(error) || error.code !== 'table_not_available') return error;
  const name = String(error.details['table']);
  const known = (await registered()).filter((table) => isMeant(table, name));
  const mine = principal.isAdmin ? known : await access.filter(principal, 'table', known);
  if (mine.length > 0) return tableNotRead({ table: name }, { cause: error });
  return principal.isAdmin ? tableUnknown({ table: name }, { cause: error }) : error;
};

// What lies at its source is never read into this host.
const isMeant = ({ name, queryMode }: Pick<Table, 'name' | 'queryMode'>, asked: string): boolean =>
  queryMode !== 'remote' && name.toLowerCase() === asked.toLowerCase();

/** True for the error of a statement that names a table which is not here. */
export const isNotAvailable = (error: unknown): boolean =>
  isPlatformError(error) && error.code === 'table_not_available';
