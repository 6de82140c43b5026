import { badUsage } from '../errors.ts';
import { patience } from '../http/patience.ts';
import { Waiting } from '../http/waiting.ts';
import { isObject, objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import type { Answer } from './local.ts';
import { answerFrom } from './remote.ts';

/** A statement, and statements of BigQuery by the alias that it reads them under. */
export interface Hybrid {
  readonly sql: string;
  readonly registerBq: Readonly<Record<string, string>>;
}

/** What was asked: SQL beside `alias=SQL` of options, or `{sql, register_bq}` as it is piped in. */
export const hybridOf = (text: string, aliases: readonly string[], isPiped: boolean): Hybrid => {
  const given = aliases.map(aliasOf);
  const piped = isPiped ? readJson(text) : undefined;
  if (!isObject(piped)) return { sql: text, registerBq: Object.fromEntries(given) };
  const { sql, register_bq: registered } = objectOf(piped);
  const statement = textOf(sql);
  if (statement === undefined) {
    throw badUsage({ reason: 'What came in on stdin has no "sql".', hint: `Example: ${example}` });
  }
  const own = Object.entries(objectOf(registered)).map(([alias, query]) => [alias, String(query)] as const);
  return { sql: statement, registerBq: Object.fromEntries([...own, ...given]) };
};

const example = `'{"sql": "SELECT * FROM t", "register_bq": {"t": "SELECT 1 AS n"}}'`;

const aliasOf = (text: string): readonly [string, string] => {
  const [, alias, sql] = /^\s*([^=\s]+)\s*=\s*(\S.*)$/s.exec(text) ?? [];
  if (alias === undefined || sql === undefined) {
    throw badUsage({
      reason: `--register-bq takes alias=SQL, not "${text.slice(0, 100)}".`,
      hint: 'Example: --register-bq "t=SELECT id FROM sales.orders"',
    });
  }
  return [alias, sql];
};

/** The statement alone, for what has no room for aliases. */
export const plainSql = ({ sql, registerBq }: Hybrid): string => {
  if (Object.keys(registerBq).length === 0) return sql;
  throw badUsage({
    reason: 'What is joined with BigQuery comes as JSON.',
    hint: 'Use --format table, json or csv.',
  });
};

const path = '/api/query/hybrid';

/** Runs it on the server, which asks BigQuery. */
export const queryHybrid = async (
  { sql, registerBq }: Hybrid,
  limit: number,
  session: Session,
): Promise<Answer> => {
  const body = { sql, register_bq: registerBq };
  const http = await session.http();
  using waiting = new Waiting(session.out, session.world.now);
  const sent = await http.object({ method: 'POST', path, body, ...patience(waiting), grace: 30 });
  const { rows, truncated, ...answer } = answerFrom(sent, path);
  const isCut = truncated || rows.length > limit;
  return { ...answer, rows: rows.slice(0, limit), truncated: isCut, bqStats: objectOf(sent['bq_stats']) };
};
