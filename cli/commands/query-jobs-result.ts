import { extname, resolve } from 'node:path';
import type { Outcome, Run } from '../command.ts';
import { writeDurably } from '../durable-file.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { queryJobPath, untilOver } from '../query/background.ts';
import { answerJson, answerLines, type Format } from '../query/form.ts';
import { answerOf } from '../query/remote.ts';
import { isServerForm, passBytes, type ServerForm } from '../query/server-form.ts';
import type { Session } from '../session.ts';

const mostRows = 1_000_000;
const patienceSeconds = 300;

/** The rows of a query in the background. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const format = formatOf(input, session);
  const page = new URLSearchParams();
  for (const [name, min] of [
    ['offset', 0],
    ['limit', 1],
  ] as const) {
    const max = name === 'limit' ? mostRows : Number.MAX_SAFE_INTEGER;
    const count = input.integer(name, { min, max });
    if (count !== undefined) page.set(name, String(count));
  }
  if (input.on('wait')) await untilOver(session, id);
  const file = input.text('output');
  if (isServerForm(format) || (format === 'csv' && file !== undefined))
    return passed(id, { format, page, file }, session);
  return rowsOf(id, { format, page, file }, session);
};

interface Wanted<F> {
  readonly format: F;
  readonly page: URLSearchParams;
  readonly file: string | undefined;
}

const formatOf = (input: Input, { out }: Session): Format | ServerForm => {
  const given = input.text('format');
  const file = input.text('output');
  if (out.manner.json && file === undefined && given !== undefined && given !== 'json') {
    throw badUsage({
      reason: `--json and --format ${given} exclude each other.`,
      hint: 'Add --output FILE, or drop one.',
    });
  }
  const name = given ?? (file === undefined ? 'table' : extname(file).slice(1));
  if (isServerForm(name) || name === 'json' || name === 'table') return name;
  return 'csv';
};

/** As the server sends them, however many they are. */
const passed = async (
  id: string,
  { format, page, file }: Wanted<ServerForm | 'csv'>,
  session: Session,
): Promise<Outcome> => {
  page.set('format', format);
  const call = { path: `${queryJobPath(id)}/result?${page}`, seconds: patienceSeconds };
  return await passBytes({ ...call, form: format, file, cut: 'There are more rows than these.' }, session);
};

const rowsOf = async (
  id: string,
  { format, page, file }: Wanted<Format>,
  session: Session,
): Promise<Outcome> => {
  const { out, world } = session;
  page.set('format', 'json');
  const path = `${queryJobPath(id)}/result?${page}`;
  const answer = answerOf(path, await (await session.http()).object({ path, seconds: patienceSeconds }));
  const { rows, truncated } = answer;
  if (truncated) out.say('There are more rows than these.');
  const width = out.isTerminal && file === undefined ? out.width : undefined;
  const lines = answerLines(answer, { format, width, rawCsv: false });
  if (file === undefined) return { data: answerJson(answer), text: lines };
  const target = resolve(world.cwd, file);
  await writeDurably(target, `${[...lines].join('\n')}\n`, { mode: 0o666, pid: world.pid });
  return {
    data: { file: target, row_count: rows.length, truncated },
    text: [`${rows.length} rows written to ${target}.`],
  };
};
