import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';
import { answerMissing, badUsage, interrupted, notConfirmed } from '../errors.ts';
import type { World } from '../world.ts';

/** A question, and the option that answers it without asking. */
export interface Question {
  readonly question: string;
  readonly option: string;
}

/** A secret that a command cannot do without. */
export interface WantedSecret extends Question {
  /** True when it was said that the first line of stdin holds it. */
  readonly fromStdin: boolean;
  /** A call that gets it right. */
  readonly example: string;
}

/** The first line of what is piped in; else it is asked for. */
export const readSecret = async (world: World, wanted: WantedSecret): Promise<string> => {
  if (!wanted.fromStdin) return askSecret(world, wanted);
  const [secret = ''] = (await readPiped(world)).split(/\r?\n/);
  if (secret !== '') return secret;
  const reason = `No ${wanted.question.toLowerCase()} came in on stdin.`;
  throw badUsage({ reason, hint: `Example: ${wanted.example}` });
};

interface Asking {
  readonly world: World;
  readonly saysYes: boolean;
}

/** Asks whether to do what cannot be undone. Without a terminal nobody is asked: the call itself is the answer. */
export const confirm = async (session: Asking, question: string): Promise<void> => {
  if (session.saysYes || !session.world.stdin.isTTY) return;
  const answer = await ask(session.world, { question: `${question} [y/N]`, option: '--yes' });
  if (!/^y(es)?$/i.test(answer)) throw notConfirmed({});
};

/** The same for what nobody must do by accident: without a terminal it has to be said with `--yes`. */
export const confirmAlways = async (session: Asking, question: string): Promise<void> => {
  if (session.saysYes || session.world.stdin.isTTY) return confirm(session, question);
  throw answerMissing({ question: 'A confirmation', option: '--yes' });
};

/** Everything that is piped in, as text. */
export const readPiped = async ({ stdin }: World): Promise<string> => {
  const chunks: string[] = [];
  for await (const chunk of stdin.setEncoding('utf8')) chunks.push(String(chunk));
  return chunks.join('');
};

/** Asks on the terminal; without one it fails at once instead of waiting. */
export const ask = async (
  { stdin, stderr, interrupted: signal }: World,
  asked: Question,
): Promise<string> => {
  if (!stdin.isTTY) throw answerMissing({ question: asked.question, option: asked.option });
  const lines = createInterface({ input: stdin, output: stderr });
  const given = new AbortController();
  // Ctrl-C and Ctrl-D close the interface, which alone would leave the question open for ever.
  lines.once('SIGINT', () => lines.close());
  lines.once('close', () => given.abort());
  try {
    const line = await lines.question(`${asked.question}: `, {
      signal: AbortSignal.any([signal, given.signal]),
    });
    return line.trim();
  } catch (cause) {
    throw interrupted({}, { cause });
  } finally {
    lines.close();
  }
};

/** Asks for a secret; what is typed is not shown. */
const askSecret = async ({ stdin, stderr }: World, asked: Question): Promise<string> => {
  if (!stdin.isTTY) throw answerMissing({ question: asked.question, option: asked.option });
  // Before the question: whoever answers it at once must not see the answer.
  stdin.setRawMode(true);
  stderr.write(`${asked.question}: `);
  try {
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
};

const typedLine = (stdin: ReadStream): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let keys = '';
  const onData = (chunk: unknown) => {
    keys += String(chunk);
    // In raw mode Ctrl-C and Ctrl-D arrive as characters.
    if (keys.includes('\u0003') || keys.includes('\u0004')) reject(interrupted({}));
    const [line = '', ...more] = keys.split(/[\r\n]/);
    if (more.length > 0) resolve(withoutErased(line));
  };
  stdin.setEncoding('utf8').on('data', onData).resume();
  return promise.finally(() => stdin.off('data', onData));
};

/** What is left when each backspace takes the character before it. */
const withoutErased = (keys: string): string =>
  [...keys].reduce((kept, key) => (key === '\u007f' || key === '\b' ? kept.slice(0, -1) : kept + key), '');
