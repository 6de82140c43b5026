import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import type { Outcome } from '../command.ts';
import { writeDurably } from '../durable-file.ts';
import { badAnswer, badUsage } from '../errors.ts';
import type { HttpClient } from '../http-client.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session.ts';

const serverForms = ['arrow', 'parquet', 'ndjson'] as const;

/** A form that only the server makes; its bytes are passed on as they come. */
export type ServerForm = (typeof serverForms)[number];

const path = '/api/query';
const patienceSeconds = 300;

/** Whether a form with that name is made by the server alone. */
export const isServerForm = (name: string | undefined): name is ServerForm =>
  serverForms.some((form) => form === name);

/** A statement to be answered in such a form. */
export interface ServerAsk {
  readonly sql: string;
  readonly form: ServerForm;
  readonly limit: number;
}

/** Runs a statement on the server and passes the answer on to a file or a pipe. Going away cancels it there. */
export const passOn = async (ask: ServerAsk, input: Input, session: Session): Promise<Outcome> => {
  const file = input.text('output');
  check(ask.form, file, { input, session });
  const { out, world } = session;
  const http = await session.http();
  const answer = await answered(ask, http);
  const target = file === undefined ? undefined : resolve(world.cwd, file);
  try {
    if (target === undefined) await out.bytes(answer);
    else await writeDurably(target, answer, { mode: 0o666, pid: world.pid });
  } catch (error) {
    // Else it is the file, or the reader of the pipe, that failed.
    throw answer.errored || !answer.complete ? http.translated(error) : error;
  }
  const { rows, truncated } = countsOf(answer);
  out.note('ran: remote');
  // Never hidden: half an answer that looks whole is worse than none.
  if (truncated) out.say(`Only the first ${ask.limit} rows are there; more with --limit.`);
  if (target === undefined) return { data: {}, text: [] };
  return {
    data: { file: target, row_count: rows, truncated, scope: 'remote' },
    text: [`${rows} rows written to ${target}.`],
  };
};

const check = (
  form: ServerForm,
  file: string | undefined,
  { input, session: { out } }: { readonly input: Input; readonly session: Session },
): void => {
  if (input.on('local')) {
    throw badUsage({
      reason: `--format ${form} is made by the server, and --local asks nothing there.`,
      hint: 'Leave --local out, or take --format csv or json.',
    });
  }
  if (file === undefined && out.isTerminal) {
    throw badUsage({
      reason: `--format ${form} is for programs and is not shown on a terminal.`,
      hint: `Add --output rows.${form}, or pipe it into a program.`,
    });
  }
};

const answered = async ({ sql, form, limit }: ServerAsk, http: HttpClient): Promise<IncomingMessage> => {
  const body = { sql, limit, format: form };
  const answer = await http.send({ method: 'POST', path, body, seconds: patienceSeconds });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  return answer;
};

/** A short answer has them in its head, a long one after its last byte. */
const countsOf = ({ headers, trailers }: IncomingMessage): { rows: number; truncated: boolean } => {
  const rows = trailers['x-agnes-rows'] ?? headers['x-agnes-rows'];
  const truncated = trailers['x-agnes-truncated'] ?? headers['x-agnes-truncated'];
  if (rows === undefined) throw badAnswer({ path, reason: 'it does not say how many rows it has' });
  return { rows: Number(rows), truncated: truncated === 'true' };
};
