import type { LocalDatabase } from '../database/local-database.ts';
import { quoteName } from '../database/quote-name.ts';
import { stringifyExact } from '../json/exact.ts';
import type { Session } from '../session/session.ts';
import { answerCut } from './errors.ts';
import { type Hybrid, queryHybrid } from './hybrid.ts';
import type { Answer } from './local.ts';

/** Brings the answer of each alias as a table that is gone with the connection. */
export const bringAliases = async (
  { registerBq }: Pick<Hybrid, 'registerBq'>,
  database: LocalDatabase,
  session: Session,
): Promise<void> => {
  for (const [alias, sql] of Object.entries(registerBq)) {
    const whole = { sql: `SELECT * FROM ${quoteName(alias)}`, registerBq: { [alias]: sql } };
    const answer = await queryHybrid(whole, Number.POSITIVE_INFINITY, session);
    // Half a table would be joined as if it were a whole one.
    if (answer.truncated) throw answerCut({ alias, rows: answer.rows.length });
    await database.run(tableSql(alias, answer), [stringifyExact(answer.rows)]);
  }
};

const tableSql = (alias: string, { columns, types }: Answer): string => {
  const list = columns.map((name, index) => `CAST(r ->> ${index} AS ${types[index]}) AS ${quoteName(name)}`);
  const rows = 'SELECT unnest(CAST(CAST($1 AS JSON) AS JSON[])) AS r';
  return `CREATE TEMP TABLE ${quoteName(alias)} AS SELECT ${list.join(', ')} FROM (${rows})`;
};
