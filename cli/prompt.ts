import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';
import { answerMissing, interrupted } from './errors.ts';
import type { World } from './world.ts';

/** A question, and the option that answers it without asking. */
export interface Question {
  readonly question: string;
  readonly option: string;
}

/** Asks on the terminal; without one it fails at once instead of waiting. */
export const ask = async (
  { stdin, stderr, interrupted: signal }: World,
  asked: Question,
): Promise<string> => {
  if (!stdin.isTTY) throw answerMissing({ question: asked.question, option: asked.option });
  const lines = createInterface({ input: stdin, output: stderr });
  lines.once('SIGINT', () => lines.close());
  try {
    return (await lines.question(`${asked.question}: `, { signal })).trim();
  } catch (cause) {
    throw interrupted({}, { cause });
  } finally {
    lines.close();
  }
};

/** Asks for a secret; what is typed is not shown. */
export const askSecret = async ({ stdin, stderr }: World, asked: Question): Promise<string> => {
  if (!stdin.isTTY) throw answerMissing({ question: asked.question, option: asked.option });
  stderr.write(`${asked.question}: `);
  stdin.setRawMode(true);
  try {
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
};

const typedLine = async (stdin: ReadStream): Promise<string> => {
  let typed = '';
  for await (const chunk of stdin.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const keys = typed + String(chunk);
    // In raw mode Ctrl-C and Ctrl-D arrive as characters.
    if (keys.includes('\u0003') || keys.includes('\u0004')) throw interrupted({});
    const [line = '', ...more] = keys.split(/[\r\n]/);
    typed = withoutErased(line);
    if (more.length > 0) return typed;
  }
  return typed;
};

/** What is left when each backspace takes the character before it. */
const withoutErased = (keys: string): string =>
  [...keys].reduce((kept, key) => (key === '\u007f' || key === '\b' ? kept.slice(0, -1) : kept + key), '');

/** Everything that is piped in, as text. */
export const readPiped = async ({ stdin }: World): Promise<string> => {
  const chunks: string[] = [];
  for await (const chunk of stdin.setEncoding('utf8')) chunks.push(String(chunk));
  return chunks.join('');
};
