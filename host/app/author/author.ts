import { isPlatformError } from '@agnes/sdk/errors';
import { exitCode } from '../exit-code.ts';
import type { Invocation } from '../invocation.ts';
import { unknownCommand } from '../local-errors.ts';
import type { Answer, AuthorRequest } from './answer.ts';
import { authorHint } from './author-hint.ts';

type Program = (request: AuthorRequest, env: Invocation['env']) => Promise<Answer>;

const programs: Readonly<Record<string, () => Promise<Program>>> = {
  new: async () => (await import('./new-plugin.ts')).newPlugin,
  test: async () => (await import('./test-plugin.ts')).testPlugin,
  record: async () => (await import('./record-plugin.ts')).recordPlugin,
  replay: async () => (await import('./replay-plugin.ts')).replayPlugin,
  pack: async () => (await import('./pack-plugin.ts')).packPlugin,
  explain: async () => (await import('./explain-plugin.ts')).explainPlugin,
};

/** What `agnes plugin …` asks for: a name and one JSON document in, one JSON document out. */
export const author = async ({
  args: [name = '', text = '{}'],
  terminal,
  env,
}: Invocation): Promise<number> => {
  const read = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (!read) throw unknownCommand({ command: `plugin ${name}` });
  terminal.print(JSON.stringify(await answerOf(await read(), JSON.parse(text), env)));
  return exitCode.ok;
};

const answerOf = async (
  program: Program,
  request: AuthorRequest,
  env: Invocation['env'],
): Promise<Answer> => {
  try {
    return await program(request, env);
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    const { code, kind, message, hint, details } = error;
    return { data: {}, failure: { code, kind, message, hint: authorHint(hint), details } };
  }
};
