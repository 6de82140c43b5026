import { fileURLToPath } from 'node:url';
import { startChild } from '../kernel/child-process.ts';
import { ownProgramEnv } from '../kernel/own-program.ts';
import type { BuildAnswer, BuildRequest, ViewFault } from './builder-messages.ts';
import { rebuildFailed } from './errors.ts';

const program = fileURLToPath(new URL('./generation-builder.ts', import.meta.url));

/** Builds a generation in a process of its own; gives the views that were left as they were. */
export const rebuild = async (request: BuildRequest): Promise<readonly ViewFault[]> => {
  const child = startChild({ program, env: ownProgramEnv() });
  try {
    await child.channel.send(request);
    for await (const message of child.channel.messages) {
      // The builder and this module are one version.
      const answer = message as BuildAnswer;
      if (answer.type === 'failed') throw rebuildFailed({ reason: withoutFolder(answer.why, request) });
      return answer.faults.map(({ name, why }) => ({ name, why: withoutFolder(why, request) }));
    }
    const { code, signal, stderrTail } = await child.exited;
    throw rebuildFailed({ reason: `the builder ended with ${signal ?? code}. ${stderrTail}` });
  } finally {
    child.channel.close();
    await child.exited;
  }
};

const withoutFolder = (text: string, { extracts }: BuildRequest): string =>
  text.replaceAll(`${extracts}/`, '');
