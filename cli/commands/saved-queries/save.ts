import type { Run } from '../../command.ts';
import type { HttpClient } from '../../http/client.ts';
import { Input } from '../../input.ts';
import { type JsonObject, textOf } from '../../json/values.ts';
import { savedPath, savedQueries } from '../../query/saved.ts';
import { statementOf } from '../../query/statement.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Saves a query under a name, or with `--force` over the one of this name. */
export const run: Run = async (input, session) => {
  const [given = '', ...rest] = input.args;
  const name = given.trim();
  const sql = await statementOf(new Input(rest, optionsOf(input)), session);
  const http = await session.http();
  const old = input.on('force') ? await namedSo(http, name) : undefined;
  const description = input.text('description') ?? textOf(old?.['description']);
  const body = { name, sql, ...(description !== undefined && { description }) };
  const saved = old
    ? await http.object({ method: 'PUT', path: savedPath(old), body })
    : await http.object({ method: 'POST', path: '/api/query/saved', body });
  return { data: { saved }, text: [`Saved as ${safeText(name)}.`] };
};

/** Where the statement comes from; the first argument is the name. */
const optionsOf = (input: Input) => ({
  ...input.fields({ sql: 'sql', file: 'file' }),
  stdin: input.on('stdin'),
});

const namedSo = async (http: HttpClient, name: string): Promise<JsonObject | undefined> =>
  (await savedQueries(http)).find((one) => one['name'] === name);
