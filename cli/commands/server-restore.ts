import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Run } from '../command.ts';
import { badFile } from '../errors.ts';
import { confirmAlways } from '../prompt.ts';
import { safeText } from '../safe-text.ts';
import { projectOf, service } from '../server/project.ts';

const program = ['node', 'host/app/main.js', 'state-import', '-'];

/** Stops the server, has its own program check and take the backup, and starts it again, whatever came of that. */
export const run: Run = async (input, session) => {
  const [given = ''] = input.args;
  const file = resolve(session.world.cwd, given);
  await stat(file).catch((cause) => {
    throw badFile(
      { path: file, reason: 'it is not there', hint: 'Name what agnes server backup has written.' },
      { cause },
    );
  });
  const project = await projectOf(session);
  await confirmAlways(session, `Replace the state of the server by ${safeText(file)}?`);
  await project.compose(['stop', service]);
  try {
    await project.compose(['run', '--rm', '--no-deps', '--no-TTY', service, ...program], {
      input: createReadStream(file),
    });
  } finally {
    await project.compose(['up', '--detach', '--wait', '--no-build', service]);
  }
  return {
    data: { file },
    text: ['The state was replaced, the one before is kept beside it, and the server is well.'],
  };
};
