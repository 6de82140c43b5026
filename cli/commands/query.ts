import type { Outcome, Run } from '../command.ts';
import { paramsOf } from '../database/params.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { formatOf, shownAnswer } from '../query/answer-format.ts';
import type { Ask } from '../query/ask.ts';
import { submitQuery } from '../query/background.ts';
import { type Hybrid, hybridOf, plainSql, queryHybrid } from '../query/hybrid.ts';
import type { Answer } from '../query/local.ts';
import { localDeps } from '../query/local-deps.ts';
import { queryRemote } from '../query/remote.ts';
import { isServerForm, passOn } from '../query/server-form.ts';
import { statementOf } from '../query/statement.ts';
import type { Session } from '../session/session.ts';

const mostRows = 1_000_000;

/** Runs one SELECT where its tables are, and says where that was. */
export const run: Run = async (input, session) => {
  const format = formatOf(input, session);
  const text = await statementOf(input, session);
  const hybrid = hybridOf(text, input.texts('register-bq'), input.on('stdin'));
  const ask = askOf(hybrid, input, session);
  if (isPlanned(input) || input.on('dry-run')) {
    if (input.on('local') || Object.keys(hybrid.registerBq).length > 0) throw noSuchPlan();
    return planned(ask, input, session);
  }
  if (input.on('async')) return submitQuery({ ...ask, sql: plainSql(hybrid) }, input, session);
  if (isServerForm(format)) return passOn({ ...ask, sql: plainSql(hybrid), form: format }, input, session);
  const answer = await answerOf(ask, hybrid, { input, session });
  tellScope(answer, session, ask.limit);
  return shownAnswer(answer, { format, file: input.text('output'), rawCsv: input.on('raw-csv') }, session);
};

const askOf = ({ sql, registerBq }: Hybrid, input: Input, session: Session): Ask => {
  const params = paramsOf(input.texts('param'));
  if (Object.keys(registerBq).length > 0 && Object.keys(params).length > 0) {
    throw badUsage({
      reason: '--param and --register-bq exclude each other.',
      hint: 'Write the values into the statement.',
    });
  }
  const limit = input.integer('limit', { min: 1, max: mostRows }) ?? 1000;
  return { sql, limit, params, seconds: session.seconds };
};

const isPlanned = (input: Input): boolean => input.on('explain') || input.on('explain-plan');

const noSuchPlan = () =>
  badUsage({
    reason: 'The plan is that of the server, of a statement over registered tables.',
    hint: 'Drop --local and --register-bq; for a local plan write EXPLAIN.',
  });

const planned = async (ask: Ask, input: Input, session: Session): Promise<Outcome> => {
  const { planOutcome } = await import('../query/plan.ts');
  return planOutcome(ask, { isShort: !isPlanned(input), http: await session.http() });
};

const answerOf = async (
  ask: Ask,
  hybrid: Hybrid,
  { input, session }: { input: Input; session: Session },
): Promise<Answer> => {
  const scope = scopeOf(input);
  const isHybrid = Object.keys(hybrid.registerBq).length > 0;
  if (isHybrid && scope !== 'local') return queryHybrid(hybrid, ask.limit, session);
  if (scope === 'remote') return queryRemote(ask, session);
  const deps = await localDeps(session);
  // Loads the engine, which a query on the server does not need.
  const { isAllLocal, openLocal, queryLocal } = await import('../query/local.ts');
  using database = await openLocal(deps);
  if (isHybrid && database) {
    const { bringAliases } = await import('../query/alias-tables.ts');
    await bringAliases(hybrid, database, session);
  }
  const isLocal = scope === 'local' || (database && (await isAllLocal(ask.sql, database)));
  // Awaited here: on return the database is closed.
  return isLocal ? await queryLocal(ask, database, deps) : await queryRemote(ask, session);
};

const scopeOf = (input: Input): string => {
  const scopes = ['local', 'remote', 'auto'].filter((scope) => input.on(scope));
  if (scopes.length > 1) {
    throw badUsage({ reason: `--${scopes.join(' and --')} exclude each other.`, hint: 'Give one of them.' });
  }
  return scopes[0] ?? 'auto';
};

const tellScope = ({ scope, asOf, truncated }: Answer, { out }: Session, limit: number): void => {
  out.note(asOf === undefined ? `ran: ${scope}` : `ran: ${scope}, data as of ${asOf}`);
  // Never hidden: half an answer that looks whole is worse than none.
  if (truncated) out.say(`Only the first ${limit} rows are shown; more with --limit.`);
};
