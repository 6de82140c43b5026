import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Outcome, Run } from '../command.ts';
import { codeOf, writeDurably } from '../durable-file.ts';
import { badFile, badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { readPiped } from '../prompt.ts';
import { answerJson, answerLines, type Format } from '../query/form.ts';
import type { Answer, LocalDeps } from '../query/local.ts';
import { queryRemote } from '../query/remote.ts';
import { isServerForm, passOn, type ServerForm } from '../query/server-form.ts';
import type { Session } from '../session.ts';
import { readState } from '../sync/state.ts';
import { databasePath, statePath } from '../workspace-paths.ts';

const mostRows = 1_000_000;

/** Runs one SELECT where its tables are, and says where that was. */
export const run: Run = async (input, session) => {
  const format = formatOf(input, session);
  const sql = await statementOf(input, session);
  const limit = input.integer('limit', { min: 1, max: mostRows }) ?? 1000;
  if (isServerForm(format)) return passOn({ sql, form: format, limit }, input, session);
  const answer = await answerOf(sql, { limit, input, session });
  tellScope(answer, session, limit);
  return outcomeOf(answer, { format, input, session });
};

const formatOf = (input: Input, { out }: Session): Format | ServerForm => {
  const given = input.text('format');
  const file = input.text('output');
  if (out.manner.json && file === undefined && given !== undefined && given !== 'json') {
    throw badUsage({
      reason: `--json and --format ${given} exclude each other.`,
      hint: 'Add --output FILE, or drop one.',
    });
  }
  if (given === 'csv' || given === 'json' || given === 'table') return given;
  return isServerForm(given) ? given : formOfFile(file);
};

const formOfFile = (file: string | undefined): Format | ServerForm => {
  if (file === undefined) return 'table';
  const ending = extname(file).slice(1);
  if (isServerForm(ending)) return ending;
  return ending === 'json' ? 'json' : 'csv';
};

const statementOf = async (input: Input, session: Session): Promise<string> => {
  const file = input.text('file');
  const given = [input.args[0], input.text('sql'), file, input.on('stdin') ? '' : undefined];
  if (given.filter((one) => one !== undefined).length !== 1) {
    throw badUsage({
      reason: 'Exactly one statement is needed: as argument, --sql, --file or --stdin.',
      hint: 'Example: agnes query "select count(*) from orders"',
    });
  }
  if (file !== undefined) return textOfFile(resolve(session.world.cwd, file));
  return input.on('stdin') ? readPiped(session.world) : (input.args[0] ?? input.text('sql') ?? '');
};

const textOfFile = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw badFile(
      { path, reason: codeOf(cause) ?? String(cause), hint: 'Give a file that holds SQL.' },
      { cause },
    );
  }
};

const answerOf = async (
  sql: string,
  { limit, input, session }: { limit: number; input: Input; session: Session },
): Promise<Answer> => {
  const scopes = ['local', 'remote', 'auto'].filter((scope) => input.on(scope));
  if (scopes.length > 1) {
    throw badUsage({ reason: `--${scopes.join(' and --')} exclude each other.`, hint: 'Give one of them.' });
  }
  const [scope = 'auto'] = scopes;
  if (scope === 'remote') return queryRemote(sql, { limit, http: await session.http() });
  const deps = await localDeps(session);
  // Loads the engine, which a query on the server does not need.
  const { isAllLocal, openLocal, queryLocal } = await import('../query/local.ts');
  using database = await openLocal(deps);
  const isLocal = scope === 'local' || (database && (await isAllLocal(sql, database)));
  // Awaited here: on return the database is closed.
  return isLocal
    ? await queryLocal(sql, { limit, database, deps })
    : await queryRemote(sql, { limit, http: await session.http() });
};

const localDeps = async (session: Session): Promise<LocalDeps> => {
  const workspace = await session.workspace();
  return {
    workspace,
    path: databasePath(workspace),
    state: await readState(statePath(workspace)),
    interrupted: session.world.interrupted,
  };
};

const tellScope = ({ scope, asOf, truncated }: Answer, { out }: Session, limit: number): void => {
  out.note(asOf === undefined ? `ran: ${scope}` : `ran: ${scope}, data as of ${asOf}`);
  // Never hidden: half an answer that looks whole is worse than none.
  if (truncated) out.say(`Only the first ${limit} rows are shown; more with --limit.`);
};

const outcomeOf = async (
  answer: Answer,
  { format, input, session: { world, out } }: { format: Format; input: Input; session: Session },
): Promise<Outcome> => {
  const file = input.text('output');
  const rawCsv = input.on('raw-csv');
  if (file === undefined) {
    const width = out.isTerminal ? out.width : undefined;
    return { data: answerJson(answer), text: answerLines(answer, { format, width, rawCsv }) };
  }
  const path = resolve(world.cwd, file);
  const lines = [...answerLines(answer, { format, width: undefined, rawCsv })];
  await writeDurably(path, `${lines.join('\n')}\n`, { mode: 0o666, pid: world.pid });
  const { rows, truncated, scope } = answer;
  return {
    data: { file: path, row_count: rows.length, truncated, scope },
    text: [`${rows.length} rows written to ${path}.`],
  };
};
