import { extname, resolve } from 'node:path';
import type { Outcome } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session/session.ts';
import { writeAnswer } from './answer-file.ts';
import { answerJson, answerLines, type Format } from './form.ts';
import type { Answer } from './local.ts';
import { isServerForm, type ServerForm } from './server-form.ts';

/** The form that an answer is to have: the one that is named, or what the name of the file says. */
export const formatOf = (input: Input, { out }: Session): Format | ServerForm => {
  const given = input.text('format');
  const file = input.text('output');
  if (out.manner.json && file === undefined && !['json', 'ndjson', undefined].includes(given)) {
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

/** How an answer is shown. */
interface Shown {
  readonly format: Format;
  /** Where it is written to instead. */
  readonly file: string | undefined;
  readonly rawCsv: boolean;
}

/** Shows the rows of an answer, or writes them to a file. */
export const shownAnswer = async (
  answer: Answer,
  { format, file, rawCsv }: Shown,
  { world, out }: Session,
): Promise<Outcome> => {
  if (file === undefined) {
    const width = out.isTerminal ? out.width : undefined;
    return { data: answerJson(answer), text: answerLines(answer, { format, width, rawCsv }) };
  }
  const path = resolve(world.cwd, file);
  const lines = [...answerLines(answer, { format, width: undefined, rawCsv })];
  await writeAnswer(path, `${lines.join('\n')}\n`, world);
  const { rows, truncated, scope } = answer;
  return {
    data: { file: path, row_count: rows.length, truncated, scope },
    text: [`${rows.length} rows written to ${path}.`],
  };
};
