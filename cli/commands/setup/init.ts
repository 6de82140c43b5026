import { relative, resolve } from 'node:path';
import type { Run } from '../../command.ts';
import { answersOf } from '../../instance/answers.ts';
import { newFiles } from '../../instance/new-files.ts';
import { olderText, pathsIn, refuseExisting, writeFiles } from '../../instance/write-files.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Writes the two files that an instance needs; the host reads them before they count. */
export const run: Run = async (input, { world }) => {
  const paths = pathsIn(resolve(world.cwd, input.text('dir') ?? '.'));
  if (!input.on('force')) await refuseExisting(paths);
  const answers = await answersOf(input, world);
  const files = await newFiles(answers, await olderText(paths));
  const kept = await writeFiles(paths, files, world);
  const shown = (path: string): string => safeText(relative(world.cwd, path) || path);
  return {
    data: { instance: paths.instance, env: paths.env, kept },
    text: [
      `${shown(paths.instance)} and ${shown(paths.env)} are written; ${shown(paths.env)} holds secrets and is readable by you only.`,
      ...kept.map((path) => `Kept what was there as ${shown(path)}.`),
      ...nextSteps,
    ],
  };
};

const nextSteps = [
  'NEXT:',
  '  agnes server start                     starts it; or: docker compose up --detach',
  '  agnes setup bootstrap you@example.com  makes you the first administrator, with the code it printed',
  '  agnes setup verify                     looks whether all is well',
];
