import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from '../../command.ts';
import { badFile } from '../../errors.ts';
import { codeOf } from '../../files/durable-file.ts';
import { projectOf, service } from '../../server/project.ts';
import { confirmAlways } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

const program = ['node', 'host/app/main.js', 'state-import', '-'];

/** Stops the server, has its own program check and take the backup, and starts it again, whatever came of that. */
export const run: Run = async (input, session) => {
  const [given = ''] = input.args;
  const file = resolve(session.world.cwd, given);
  // Opened while the server still runs: what cannot be read stops nothing.
  await using backup = await opened(file);
  const project = await projectOf(session);
  await confirmAlways(session, `Replace the state of the server by ${safeText(file)}?`);
  await project.compose(['stop', service]);
  try {
    await project.compose(['run', '--rm', '--no-deps', '--no-TTY', service, ...program], {
      input: backup.createReadStream(),
    });
  } finally {
    await project.compose(['up', '--detach', '--wait', '--no-build', service]);
  }
  return {
    data: { file },
    text: ['The state was replaced, the one before is kept beside it, and the server is well.'],
  };
};

const opened = async (path: string): Promise<FileHandle> => {
  const file = await open(path).catch((cause) => {
    const reason = codeOf(cause) === 'ENOENT' ? 'it is not there' : `it cannot be read (${codeOf(cause)})`;
    throw unfit(path, reason);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw unfit(path, 'it is no file');
};

const unfit = (path: string, reason: string): Error =>
  badFile({ path, reason, hint: 'Name what agnes server backup has written.' });
