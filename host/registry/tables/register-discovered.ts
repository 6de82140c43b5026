import type { DiscoveredTable } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Intent } from '../../http/intent.ts';
import { cleanedName } from '../identifier.ts';
import type { Registry } from '../registry.ts';
import type { Source } from '../source.ts';
import type { TableDraft } from '../table.ts';
import { idOfDiscovered, registeredAs } from './discover-tables.ts';

/** What registering found tables needs. */
export type RegisterDiscoveredDeps = Pick<
  Registry,
  'register' | 'precheck' | 'tables' | 'note' | 'source' | 'sources' | 'connector'
>;

/** What was found, and whether it is only looked at. */
interface Found {
  readonly source: Source;
  readonly found: readonly DiscoveredTable[];
  readonly isDry: boolean;
}

/** What became of one found table. */
interface Fate {
  readonly id: string;
  readonly name: string;
  readonly status: 'registered' | 'would_register' | 'skipped' | 'failed';
  readonly code?: string;
  readonly error?: string;
}

/** Registers what is not registered yet, one by one: a table that cannot be does not stop the others. */
export const registerDiscovered = async (
  registry: RegisterDiscoveredDeps,
  { source, found, isDry }: Found,
  intent: Intent,
) => {
  const fates: Fate[] = [];
  for (const table of found) fates.push(await fateOf(registry, { source, table, isDry }, intent));
  const count = (status: Fate['status']) => fates.filter((fate) => fate.status === status).length;
  return {
    registered: count('registered'),
    skipped: count('skipped'),
    errors: fates
      .filter(({ status }) => status === 'failed')
      .map(({ id, name, code = '', error = '' }) => ({ id, name, code, error })),
    tables: fates.map(({ id, name, status }) => ({ id, name, status })),
  };
};

const fateOf = async (
  registry: RegisterDiscoveredDeps,
  {
    source,
    table,
    isDry,
  }: { readonly source: Source; readonly table: DiscoveredTable; readonly isDry: boolean },
  intent: Intent,
): Promise<Fate> => {
  const draft = draftOf(table, source);
  const { id, name } = draft;
  const known = registeredAs(table, source, await registry.tables());
  if (known) return { id: known.id, name: known.name, status: 'skipped' };
  try {
    if (isDry) await registry.precheck(draft, intent);
    else await registry.register(draft, intentFor(draft, intent));
    return { id, name, status: isDry ? 'would_register' : 'registered' };
  } catch (cause) {
    if (!isPlatformError(cause) || cause.kind === 'internal') throw cause;
    return { id, name, status: 'failed', code: cause.code, error: `${cause.message} ${cause.hint}` };
  }
};

const draftOf = (table: DiscoveredTable, { slug }: Source): TableDraft & { readonly id: string } => ({
  id: idOfDiscovered(table),
  name: cleanedName(table.name),
  connection: slug,
  sourceTable: table.sourceTable,
  ...(table.bucket !== undefined && { bucket: table.bucket }),
  ...(table.description !== undefined && { description: table.description }),
  ...(table.primaryKey && { primaryKey: table.primaryKey }),
});

// Every table has its own row in the audit log, like one that is registered by hand.
const intentFor = ({ id, name, connection, bucket, sourceTable }: TableDraft, intent: Intent): Intent => ({
  ...intent,
  action: 'register_table',
  resource: `table:${id}`,
  params: { name, connection, bucket, source_table: sourceTable },
});
