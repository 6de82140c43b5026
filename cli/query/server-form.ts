import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import type { Outcome } from '../command.ts';
import { badAnswer, badUsage } from '../errors.ts';
import type { Call } from '../http/client.ts';
import { patience } from '../http/patience.ts';
import { Waiting } from '../http/waiting.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session/session.ts';
import { writeAnswer } from './answer-file.ts';
import { type Ask, askBody } from './ask.ts';

const serverForms = ['arrow', 'parquet', 'ndjson'] as const;

/** A form that only the server makes; its bytes are passed on as they come. */
export type ServerForm = (typeof serverForms)[number];

const path = '/api/query';

/** Whether a form with that name is made by the server alone. */
export const isServerForm = (name: string | undefined): name is ServerForm =>
  serverForms.some((form) => form === name);

/** A statement to be answered in such a form. */
export interface ServerAsk extends Ask {
  readonly form: ServerForm;
}

/** Runs a statement on the server and passes the answer on to a file or a pipe. Going away cancels it there. */
export const passOn = async (ask: ServerAsk, input: Input, session: Session): Promise<Outcome> => {
  const { form, limit } = ask;
  if (input.on('local')) {
    throw badUsage({
      reason: `--format ${form} is made by the server, and --local asks nothing there.`,
      hint: 'Leave --local out, or take --format csv or json.',
    });
  }
  const call = { method: 'POST', path, body: { ...askBody(ask), format: form } } as const;
  const cut = `Only the first ${limit} rows are there; more with --limit.`;
  const outcome = await passBytes({ ...call, form, file: input.text('output'), cut }, session);
  session.out.note('ran: remote');
  return { ...outcome, data: { ...outcome.data, scope: 'remote' } };
};

/** A request for rows in a form of the server, where they go, and what is said when there are more. */
export interface BytesAsk extends Call {
  readonly form: ServerForm | 'csv';
  readonly file: string | undefined;
  readonly cut: string;
}

/** Passes the bytes of an answer on to a file or a pipe. */
export const passBytes = async (
  { form, file, cut, ...call }: BytesAsk,
  session: Session,
): Promise<Outcome> => {
  const { out, world } = session;
  checkSeen(form, file, session);
  const http = await session.http();
  using waiting = new Waiting(out, world.now);
  const answer = await http.send({ ...call, ...patience(waiting) });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  const target = file === undefined ? undefined : resolve(world.cwd, file);
  try {
    if (target === undefined) await out.bytes(answer);
    else await writeAnswer(target, answer, world);
  } catch (error) {
    // Else it is the file, or the reader of the pipe, that failed.
    throw answer.errored || !answer.complete ? http.translated(error) : error;
  }
  const { rows, truncated } = countsOf(answer, call.path);
  waiting[Symbol.dispose]();
  // Never hidden: half an answer that looks whole is worse than none.
  if (truncated) out.say(cut);
  // With --json the last line of the stream says how it ended.
  if (target === undefined) return { data: { row_count: rows, truncated }, text: [] };
  return {
    data: { file: target, row_count: rows, truncated },
    text: [`${rows} rows written to ${target}.`],
  };
};

const checkSeen = (form: string, file: string | undefined, { out }: Session): void => {
  if (file === undefined && out.isTerminal) {
    throw badUsage({
      reason: `--format ${form} is for programs and is not shown on a terminal.`,
      hint: `Add --output rows.${form}, or pipe it into a program.`,
    });
  }
};

/** A short answer has them in its head, a long one after its last byte. */
const countsOf = (
  { headers, trailers }: IncomingMessage,
  path: string,
): { rows: number; truncated: boolean } => {
  const rows = trailers['x-agnes-rows'] ?? headers['x-agnes-rows'];
  const truncated = trailers['x-agnes-truncated'] ?? headers['x-agnes-truncated'];
  if (rows === undefined) throw badAnswer({ path, reason: 'it does not say how many rows it has' });
  return { rows: Number(rows), truncated: truncated === 'true' };
};
