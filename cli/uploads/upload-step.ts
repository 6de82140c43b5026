import type { Outcome } from '../command.ts';
import { failureJson, failureLines } from '../http/refusal.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session/session.ts';
import { syncIncomplete } from '../sync/errors.ts';
import type { SyncDeps } from '../sync/sync.ts';
import type { Output } from '../terminal/output.ts';
import { lookAtUploads } from './pending.ts';
import { secretsOfEnv } from './redact.ts';
import { sendUploads, type UploadReport } from './send-uploads.ts';

/** Sends what this workspace has for the server. */
export const uploadStep = async (input: Input, session: Session, deps: SyncDeps): Promise<UploadReport> => {
  const { world } = session;
  const saved = await session.tokenFile.read();
  const tokens = [(await session.heldToken())?.token, saved?.access_token].filter(
    (token) => token !== undefined,
  );
  return sendUploads({
    ...deps,
    world,
    artifacts: input.on('artifacts'),
    secrets: [...tokens, ...secretsOfEnv(world.env)],
  });
};

/** Names of the files that would be sent. */
export const pendingUploads = async (input: Input, session: Session): Promise<readonly string[]> => {
  const files = await lookAtUploads({
    workspace: await session.workspace(),
    server: await session.server(),
    world: session.world,
    artifacts: input.on('artifacts'),
  });
  return files.filter(({ standing }) => standing === 'pending').map(({ name }) => name);
};

/** Beside tables: a token that may not send, and a server that takes nothing, are no failure of the sync. */
export const withoutRights = (report: UploadReport, out: Output): UploadReport => {
  const isRight = ({ error }: UploadReport['errors'][number]) =>
    [403, 404].includes(Number(error.details['http']));
  const [missing] = report.errors.filter(isRight);
  if (missing)
    out.note(`Sessions and notes are not sent: ${missing.error.message} ${missing.error.hint}`.trim());
  return { ...report, errors: report.errors.filter((one) => !isRight(one)) };
};

/** What was sent, in words; empty when nothing was. */
export const uploadWords = ({ sessions, local_md: notes, artifacts }: UploadReport): readonly string[] => {
  const counts = [
    ...(sessions > 0 ? [counted(sessions, 'session')] : []),
    ...(notes > 0 ? ['your notes'] : []),
    ...(artifacts > 0 ? [counted(artifacts, 'artifact')] : []),
  ];
  return counts.length > 0 ? [`${counts.join(', ')} sent`] : [];
};

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What went wrong, on the wire. */
export const uploadErrors = ({ errors }: UploadReport) =>
  errors.map(({ file, error }) => ({ file, ...failureJson(error) }));

/** Tells people what went wrong. */
export const noteUploadErrors = ({ errors }: UploadReport, out: Output): void => {
  for (const { file, error } of errors) out.note([file, ...failureLines(error, 100)].join('\n  '));
};

/** How it is told when nothing else was done. */
export const uploadOutcome = (report: UploadReport, out: Output, seconds: () => number): Outcome => {
  noteUploadErrors(report, out);
  const { errors, ...uploaded } = report;
  const words = uploadWords(report)[0] ?? 'nothing to send';
  const line = `${words}${errors.length > 0 ? `, ${errors.length} failed` : ''}, in ${seconds().toFixed(1)} s.`;
  if (out.manner.quiet && !out.manner.json) out.say(line);
  return {
    data: { uploaded, errors: uploadErrors(report), seconds: seconds() },
    text: out.manner.quiet ? [] : [line],
    ...(errors.length > 0 && { failure: syncIncomplete({ failed: errors.length }) }),
  };
};
