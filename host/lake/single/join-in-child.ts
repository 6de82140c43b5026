import { fileURLToPath } from 'node:url';
import { startChild } from '../../kernel/child-process.ts';
import { ownProgramEnv } from '../../kernel/own-program.ts';
import { singleFailed } from '../errors.ts';
import type { SingleAnswer, SingleFile, SingleRequest } from './messages.ts';

const program = fileURLToPath(new URL('../single-joiner.ts', import.meta.url));

/** Joins parts in a process of its own: a crash of the engine costs one attempt and not the host. */
export const joinInChild = async (request: SingleRequest, signal: AbortSignal): Promise<SingleFile> => {
  const child = startChild({ program, env: ownProgramEnv(), signal });
  const failed = (why: string) =>
    singleFailed({ table: request.name, reason: why.replaceAll(`${request.extracts}/`, '') });
  try {
    await child.channel.send(request).catch(() => {});
    for await (const message of child.channel.messages) {
      // The joiner and this module are one version.
      const answer = message as SingleAnswer;
      if (answer.type === 'failed') throw failed(answer.why);
      return answer.file;
    }
    const exit = await child.exited;
    throw failed(`the process ended with ${exit.signal ?? exit.code}. ${exit.stderrTail}`);
  } finally {
    child.kill();
    await child.exited;
  }
};
