import type { ConnectorContext, RemoteLimits, RemoteMessage, RemoteStatement } from '@agnes/sdk';
import { BudgetExceeded } from '@agnes/sdk/connector';
import { defineEngine } from '@agnes/sdk/engine';
import { estimateUnavailable } from './errors.ts';
import { fetchRows } from './fetch-rows.ts';
import { layoutOf } from './layout.ts';
import { estimateOf, type PlanNode, planOf, relationsOf, sourceOf } from './materialize.ts';
import { rowsOf } from './row-values.ts';
import { relationOf, type ScanSql, scanSql } from './scan-sql.ts';
import { readColumns, resetMisfits, selectSql } from './selection.ts';
import { accessOf, Session } from './session.ts';
import { type FullSettings, type Settings, withDefaults } from './settings.ts';

/** Answers questions about tables that stay in the database, in its own SQL. Every statement only reads. */
export default defineEngine<Settings>({
  async describe(context, table) {
    await using asked = await ask(context);
    const from = relationOf(table);
    const columns = await readColumns(asked.session, from, {
      table: table.name,
      numeric: asked.settings.numeric,
    });
    const { rows } = await asked.session.ask(
      `SELECT relkind, CASE WHEN reltuples >= 0 THEN reltuples::bigint END, pg_table_size(oid)
        FROM pg_catalog.pg_class WHERE oid = $1::regclass`,
      [from],
    );
    const [kind, count, bytes] = rows[0] ?? [];
    const layout = await layoutOf(asked.session, from);
    return {
      kind: kinds[String(kind)] ?? 'other',
      columns: columns.map(({ name, type }) => ({ name, type })),
      ...layout,
      ...(count != null && { rows: Number(count) }),
      ...(bytes != null && { sizeBytes: Number(bytes) }),
    };
  },

  async estimate(context, statement) {
    await using asked = await ask(context);
    const { plan, text } = await planned(asked, statement);
    const { 'Plan Rows': rows } = plan;
    const told = { statement: text, ...(typeof rows === 'number' && { rows }) };
    return { bytes: bytesOf(plan), tables: relationsOf(plan), ...told };
  },

  async *run(context, statement, limits) {
    await using asked = await ask(context, limits);
    const { plan, source, values } = await planned(asked, statement);
    const bytes = bytesOf(plan);
    const { maxBytes: limit } = limits;
    if (limit !== undefined && bytes > limit)
      throw BudgetExceeded({ table: nameOf(statement), current: bytes, limit });
    yield* answer(asked, { source, values, table: nameOf(statement) });
  },
});

const kinds: Readonly<Record<string, 'table' | 'view'>> = { r: 'table', p: 'table', v: 'view', m: 'view' };

interface Asked extends AsyncDisposable {
  readonly session: Session;
  readonly settings: FullSettings;
}

const ask = async (context: ConnectorContext<Settings>, limits?: RemoteLimits): Promise<Asked> => {
  const settings = withDefaults(context.config);
  const seconds = limits
    ? Math.max(1, Math.ceil(limits.timeoutMs / 1_000))
    : settings.statement_timeout_seconds;
  const session = await Session.open(accessOf(context, { ...settings, statement_timeout_seconds: seconds }));
  await session.ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return { session, settings, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
};

interface Planned {
  readonly plan: PlanNode;
  readonly text: string;
  readonly source: string;
  readonly values: ScanSql['values'];
}

const planned = async (asked: Asked, statement: RemoteStatement): Promise<Planned> => {
  const { text, values } = await sqlOf(asked, statement);
  const source = sourceOf(text);
  const table = nameOf(statement);
  return {
    text,
    source,
    values,
    plan: await planOf(asked.session, { table, select: `SELECT * FROM ${source}`, values }),
  };
};

const sqlOf = async ({ session, settings }: Asked, statement: RemoteStatement): Promise<ScanSql> => {
  if (statement.kind === 'sql') return { text: statement.sql, values: [] };
  const { table } = statement;
  const columns = await readColumns(session, relationOf(table), {
    table: table.name,
    numeric: settings.numeric,
  });
  return scanSql(statement, new Map(columns.map(({ name, type }) => [name, type])));
};

const nameOf = (statement: RemoteStatement): string =>
  statement.kind === 'scan' ? statement.table.name : 'the statement';

const bytesOf = (plan: PlanNode): number => {
  const bytes = estimateOf(plan);
  if (bytes === undefined)
    throw estimateUnavailable({ table: 'the statement', reason: 'the plan has no numbers' });
  return Math.ceil(bytes);
};

interface Question {
  readonly source: string;
  readonly values: ScanSql['values'];
  readonly table: string;
}

async function* answer(
  { session, settings }: Asked,
  { source, values, table }: Question,
): AsyncGenerator<RemoteMessage> {
  const columns = await readColumns(session, source, { table, numeric: settings.numeric, values });
  yield { type: 'columns', columns: columns.map(({ name, type }) => ({ name, type })) };
  await resetMisfits(session, columns);
  const { text } = selectSql(columns, { from: source, where: [], values });
  await session.ask(`DECLARE agnes_rows NO SCROLL CURSOR FOR ${text}`, values);
  for await (const rows of fetchRows(session, 'agnes_rows', settings.fetch_size)) {
    yield { type: 'rows', rows: rowsOf(columns, rows) };
  }
}
