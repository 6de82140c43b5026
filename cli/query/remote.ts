import { badAnswer } from '../errors.ts';
import { patience } from '../http/patience.ts';
import { Waiting } from '../http/waiting.ts';
import type { JsonObject } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { type Ask, askBody } from './ask.ts';
import type { Answer } from './local.ts';

const path = '/api/query';

/** Runs a statement on the server. Going away cancels it there. */
export const queryRemote = async (ask: Ask, session: Session): Promise<Answer> => {
  const http = await session.http();
  using waiting = new Waiting(session.out, session.world.now);
  const answer = await http.object({ method: 'POST', path, body: askBody(ask), ...patience(waiting) });
  return answerFrom(answer, path);
};

/** The rows of a JSON answer. */
export const answerFrom = (answer: JsonObject, of: string): Answer => {
  const { columns, rows, types, truncated, extracted_at: extractedAt } = answer;
  if (!Array.isArray(columns) || !Array.isArray(rows))
    throw badAnswer({ path: of, reason: 'it holds no rows' });
  return {
    columns: columns.map(String),
    types: Array.isArray(types) ? types.map(String) : [],
    rows,
    truncated: truncated === true,
    scope: 'remote',
    asOf: typeof extractedAt === 'string' ? extractedAt : undefined,
  };
};
