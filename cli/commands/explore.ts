import type { Run } from '../command.ts';
import { quoteName } from '../database/quote-name.ts';
import type { Input } from '../input.ts';
import type { Ask } from '../query/ask.ts';
import { answerLines } from '../query/form.ts';
import type { Answer } from '../query/local.ts';
import { localDeps } from '../query/local-deps.ts';
import { queryRemote } from '../query/remote.ts';
import type { Session } from '../session/session.ts';
import { textTable } from '../terminal/text-table.ts';

const sampled = 5;

/** How many rows a table has, its columns, and some rows: of the synced table, else at the server. */
export const run: Run = async (input, session) => {
  const [table = ''] = input.args;
  const from = `FROM ${quoteName(table)}`;
  const { count, sample } = await lookedAt(from, input, session);
  const { columns, types, rows, scope, asOf } = sample;
  session.out.note(asOf === undefined ? `ran: ${scope}` : `ran: ${scope}, data as of ${asOf}`);
  const described = columns.map((name, index) => ({ name, type: types[index] ?? null }));
  const rowCount = count.rows[0]?.[0] ?? null;
  const { width } = session.out;
  const titles = [{ title: 'column' }, { title: 'type' }];
  return {
    data: { table, scope, as_of: asOf ?? null, row_count: rowCount, columns: described, rows },
    text: [
      `${String(rowCount).replace(/\B(?=(\d{3})+$)/g, ',')} rows`,
      '',
      ...textTable(
        titles,
        described.map(({ name, type }) => [name, type]),
        width,
      ),
      '',
      ...answerLines(sample, { format: 'table', width, rawCsv: false }),
    ],
  };
};

interface Looked {
  readonly count: Answer;
  readonly sample: Answer;
}

const lookedAt = async (from: string, input: Input, session: Session): Promise<Looked> => {
  const askOf = (sql: string): Ask => ({ sql, limit: sampled, params: {}, seconds: session.seconds });
  const [counting, sampling] = [askOf(`SELECT count(*) ${from}`), askOf(`SELECT * ${from} LIMIT ${sampled}`)];
  const deps = input.on('remote') ? undefined : await localDeps(session);
  if (deps) {
    const { isAllLocal, openLocal, queryLocal } = await import('../query/local.ts');
    using database = await openLocal(deps);
    if (database && (await isAllLocal(counting.sql, database))) {
      const count = await queryLocal(counting, database, deps);
      return { count, sample: await queryLocal(sampling, database, deps) };
    }
  }
  return { count: await queryRemote(counting, session), sample: await queryRemote(sampling, session) };
};
