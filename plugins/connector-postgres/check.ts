import { AccessDenied, ConfigError } from '@agnes/sdk/connector';
import type { Session } from './session.ts';
import type { FullSettings } from './settings.ts';

/** Says what the server is, and throws when it offers nothing of what the settings name. */
export const checkServer = async (
  session: Session,
  { schemas }: FullSettings,
  log: (message: string) => void,
): Promise<void> => {
  const { rows } = await session.ask(
    `SELECT current_setting('server_version'), coalesce((SELECT CASE WHEN ssl THEN version || ', ' || cipher END
      FROM pg_stat_ssl WHERE pid = pg_backend_pid()), 'none'), pg_is_in_recovery()::text`,
  );
  const [version, tls, isReplica] = rows[0] ?? [];
  log(`PostgreSQL ${version}, ${isReplica === 'true' ? 'a replica' : 'a primary'}, encryption: ${tls}`);
  await checkSchemas(session, schemas);
  const found = await rightsOf(session, schemas);
  if (found.denied.length === 0) return;
  const some = found.denied.slice(0, mostNamed).join(', ');
  const more = found.denied.length > mostNamed ? ` and ${found.denied.length - mostNamed} more` : '';
  const reason = `SELECT is missing on ${some}${more}.`;
  if (found.readable === 0) throw AccessDenied({ reason });
  log(reason);
};

const mostNamed = 20;

const checkSchemas = async (session: Session, schemas: readonly string[]): Promise<void> => {
  const { rows } = await session.ask(
    'SELECT name FROM unnest($1::text[]) AS wanted(name) WHERE to_regnamespace(quote_ident(name)) IS NULL',
    [schemas],
  );
  const missing = rows.map(([name]) => `"${name}"`);
  if (missing.length > 0) throw ConfigError({ reason: `There is no schema ${missing.join(', ')}.` });
};

const rightsOf = async (
  session: Session,
  schemas: readonly string[],
): Promise<{ readonly readable: number; readonly denied: readonly string[] }> => {
  const { rows } = await session.ask(
    `SELECT format('%I.%I', n.nspname, c.relname),
        (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))::text
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
      ORDER BY 1`,
    [schemas],
  );
  const denied = rows.filter(([, may]) => may !== 'true').map(([name]) => String(name));
  return { readable: rows.length - denied.length, denied };
};
