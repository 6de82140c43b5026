import type { Problem } from '../http/problem.ts';
import type { Generation } from '../lake/generations.ts';
import { isoUtc } from '../store/iso-utc.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** What is added to an answer, when it does not say so itself. */
interface Around {
  readonly generation: Generation;
  /** Where all of it can be downloaded. */
  readonly download?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The result of a call that went well, as JSON. Its numbers are never read: they may be longer than those of this language. */
export const toolResult = (answer: WholeAnswer, around: Around): string => {
  // What operations with a tool answer is an object; `test/mcp` calls each.
  const said = JSON.parse(answer.json) as Fields;
  const more = Object.entries(additions(said, answer.headers, around)).filter(([key]) => !(key in said));
  const json = joined(answer.json, Object.fromEntries(more));
  return `{"content":[${textBlock(json)}],"structuredContent":${json},"isError":false}`;
};

/** The result of a call that was refused or failed: what HTTP says of it, hint included. */
export const toolProblem = ({ code, detail, hint, ...problem }: Problem, generation: Generation): string => {
  const { type: _, title: __, instance: ___, ...rest } = problem;
  const told = JSON.stringify({ code, detail, hint, ...rest, generation: generation.number });
  return `{"content":[${textBlock(told)}],"isError":true}`;
};

const textBlock = (text: string): string => JSON.stringify({ type: 'text', text });

const joined = (json: string, more: Fields): string => {
  const added = JSON.stringify(more).slice(1, -1);
  if (added === '') return json;
  return json === '{}' ? `{${added}}` : `${json.slice(0, -1)},${added}}`;
};

const additions = (said: Fields, headers: WholeAnswer['headers'], around: Around): Fields => ({
  generation: Number(headers['x-agnes-generation'] ?? around.generation.number),
  extracted_at: headers['x-agnes-extracted-at'] ?? extractedAt(said['table_id'], around.generation),
  ...(headers['x-agnes-total-rows'] !== undefined && { total_rows: Number(headers['x-agnes-total-rows']) }),
  ...(around.download !== undefined && { download_path: around.download }),
  ...(isCut(said, headers) && { remedy }),
});

/** When the source of the table that an answer is about was read. */
const extractedAt = (tableId: unknown, { tables }: Generation): string | null => {
  const published = typeof tableId === 'string' ? tables.get(tableId) : undefined;
  return published?.lastSync ? isoUtc(published.lastSync) : null;
};

const isCut = ({ truncated }: Fields, { link }: WholeAnswer['headers']): boolean =>
  truncated === true || link !== undefined;

const remedy =
  'There is more than this: aggregate or filter, raise `limit`, go on with `offset` where there is one, or run start_query and download the result.';
