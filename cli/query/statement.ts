import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { badFile, badUsage } from '../errors.ts';
import { codeOf } from '../files/durable-file.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session/session.ts';
import { readPiped } from '../terminal/prompt.ts';

/** The text of the statement, from the one place that is named. */
export const statementOf = async (input: Input, session: Session): Promise<string> => {
  const text = await textOf(input, session);
  if (text.trim() === '') throw badUsage({ reason: 'The statement is empty.', hint: example });
  return text;
};

const example = 'Example: agnes query "select count(*) from orders"';

const textOf = async (input: Input, session: Session): Promise<string> => {
  const file = input.text('file');
  const given = [input.args[0], input.text('sql'), file, input.on('stdin') ? '' : undefined];
  if (given.filter((one) => one !== undefined).length !== 1) {
    throw badUsage({
      reason: 'Exactly one statement is needed: as argument, --sql, --file or --stdin.',
      hint: example,
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
