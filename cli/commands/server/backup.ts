import { createWriteStream } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Run } from '../../command.ts';
import { syncFolder } from '../../files/durable-file.ts';
import { backupExists } from '../../server/errors.ts';
import { type Project, projectOf, service } from '../../server/project.ts';
import { safeText } from '../../terminal/safe-text.ts';

const program = ['node', 'host/app/main.js', 'state-export', '-'];

/** Has the host export its state through its engine into a file here, which gets its name when it is complete. */
export const run: Run = async (input, session) => {
  const { cwd, now, pid } = session.world;
  const stamp = new Date(now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const output = resolve(cwd, input.text('output') ?? `agnes-${stamp}.duckdb`);
  if (await isThere(output)) throw backupExists({ path: output });
  const draft = `${output}.${pid}.tmp`;
  try {
    await exported(await projectOf(session), draft);
    await rename(draft, output);
    await syncFolder(dirname(output));
  } finally {
    await rm(draft, { force: true });
  }
  const { size: bytes } = await stat(output);
  return { data: { output, bytes }, text: [`${safeText(output)} holds the state, ${bytes} bytes.`] };
};

const exported = async (project: Project, draft: string): Promise<void> => {
  const words = (await project.isRunning())
    ? ['exec', '--no-TTY', service]
    : ['run', '--rm', '--no-deps', '--no-TTY', service];
  await project.compose([...words, ...program], {
    take: (state) => pipeline(state, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true })),
  });
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
