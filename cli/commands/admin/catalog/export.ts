import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { defineError } from '@agnes/sdk/errors';
import type { Outcome, Run } from '../../../command.ts';
import { badAnswer, badFile, badUsage } from '../../../errors.ts';
import { codeOf, writeDurably } from '../../../files/durable-file.ts';
import { objectOf, objectsOf, textOf } from '../../../json/values.ts';
import { runPluginJob } from '../../../plugins/job.ts';
import type { Session } from '../../../session/session.ts';

const job = { plugin: 'agnes/connector-openmetadata', name: 'export' };

const exportTooLarge = defineError<{ files: number }>({
  code: 'export_too_large',
  kind: 'too_large',
  message: ({ files }) => `The ${files} files of the export are too large for a copy.`,
  hint: 'They lie on the server: copy the folder docs of its data folder.',
});

/** Writes metrics and tables of OpenMetadata as files below the data folder of the server, and a copy where it is wanted. */
export const run: Run = async (input, session) => {
  const [out, isAwaited] = [input.text('out'), !input.on('no-wait')];
  if (out === undefined) return runPluginJob(input, session, { ...job, isAwaited });
  if (!isAwaited)
    throw badUsage({
      reason: '--out and --no-wait do not go together.',
      hint: 'Leave one of them out: a copy is made when the export has ended.',
    });
  const outcome = await runPluginJob(input, session, { ...job, isAwaited, params: { with_files: true } });
  return copied(outcome, { folder: resolve(session.world.cwd, out), session });
};

interface Target {
  readonly folder: string;
  readonly session: Session;
}

/** What a part that is missing leaves is copied as well; the command still fails. */
const copied = async ({ data, failure }: Outcome, { folder, session }: Target): Promise<Outcome> => {
  const whole = objectOf(objectOf(data['job'])['result']);
  const { files, files_left_out: leftOut, ...result } = objectOf(whole['result']);
  if (typeof leftOut === 'number') throw exportTooLarge({ files: leftOut });
  const texts = objectsOf(files).map(({ path, text }) => ({
    path: safePath(path),
    text: textOf(text) ?? '',
  }));
  for (const { path, text } of texts) await write(join(folder, path), text, session);
  const skipped = textOf(whole['skipped']);
  const line = skipped ?? `${texts.length} files below ${folder}`;
  return { data: { folder, files: texts.length, result }, text: [line], ...(failure && { failure }) };
};

const safePath = (path: unknown): string => {
  if (typeof path === 'string' && /^(metrics|tables)(\/[a-z0-9_]+){1,2}\.yml$/.test(path)) return path;
  throw badAnswer({ path: 'the export', reason: 'it names a file that no export has' });
};

const write = async (path: string, text: string, { world }: Session): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(path, text, { mode: 0o644, pid: world.pid });
  } catch (error) {
    const reason = codeOf(error) ?? 'it cannot be written';
    throw badFile({ path, reason, hint: 'Name a folder that you may write to.' }, { cause: error });
  }
};
