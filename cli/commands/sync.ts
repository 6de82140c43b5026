import { defineError, isPlatformError } from '@agnes/sdk/errors';
import type { Outcome, Run } from '../command.ts';
import { failureJson, failureLines } from '../http/refusal.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session/session.ts';
import { syncDocs } from '../sync/docs-only.ts';
import { syncIncomplete } from '../sync/errors.ts';
import { checkOptions } from '../sync/options.ts';
import type { Plan } from '../sync/plan.ts';
import type { SyncReport } from '../sync/report.ts';
import { planOnly, type SyncDeps, syncWorkspace } from '../sync/sync.ts';
import { triggerSync } from '../sync/trigger.ts';
import { byteText } from '../terminal/byte-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { UploadReport } from '../uploads/send-uploads.ts';
import {
  noteUploadErrors,
  pendingUploads,
  uploadErrors,
  uploadOutcome,
  uploadStep,
  uploadWords,
  withoutRights,
} from '../uploads/upload-step.ts';
import { depsOf, usualParallel } from '../workspace/sync-deps.ts';

const syncFailed = defineError<{ reason: string; exit_code: number }>({
  code: 'sync_failed',
  kind: 'internal',
  message: ({ reason }) => `The sync failed: ${reason}`,
  hint: '',
});

/** Makes the workspace hold the tables the caller may read, or has the server read its sources again. */
export const run: Run = async (input, session) => {
  checkOptions(input);
  if (input.on('trigger')) return triggerSync(input, session);
  try {
    return await synced(input, session);
  } catch (error) {
    throw quietly(error, session);
  }
};

const synced = async (input: Input, session: Session): Promise<Outcome> => {
  const started = session.world.now();
  const seconds = () => (session.world.now() - started) / 1000;
  if (input.on('docs-only')) return syncDocs(session);
  const deps = await depsOf(session);
  const choice = { only: input.texts('table'), full: input.on('full') };
  if (input.on('dry-run')) return dryRun(input, session, { deps, choice });
  if (input.on('upload-only'))
    return uploadOutcome(await uploadStep(input, session, deps), session.out, seconds);
  const report = await syncWorkspace(deps, {
    ...choice,
    parallel: parallelOf(input, session),
    keepDeleted: input.on('no-prune'),
  });
  const uploaded = withoutRights(await uploadStep(input, session, deps), session.out);
  return reportOutcome(report, { session, uploaded, seconds: seconds() });
};

interface DryRun {
  readonly deps: SyncDeps;
  readonly choice: { readonly only: readonly string[]; readonly full: boolean };
}

const dryRun = async (input: Input, session: Session, { deps, choice }: DryRun): Promise<Outcome> => {
  const upload = await pendingUploads(input, session);
  return input.on('upload-only')
    ? { data: { dry_run: true, upload }, text: upload.map(safeText) }
    : planOutcome(await planOnly(deps, choice), upload);
};

// In a hook of an editor or agent one line must do, whatever the reason.
const quietly = (error: unknown, { out, world }: Session): unknown =>
  out.manner.quiet && !out.manner.json && !world.interrupted.aborted && isPlatformError(error)
    ? syncFailed({ reason: error.message, exit_code: 1 }, { cause: error })
    : error;

const parallelOf = (input: Input, { world }: Session): number =>
  input.integer('parallel', { min: 1, max: 8 }) ?? usualParallel(world);

const planOutcome = (
  { wanted, unchanged, skipped, departed, bytes }: Plan,
  upload: readonly string[],
): Outcome => ({
  data: {
    dry_run: true,
    download: wanted.map(({ table: { id, name }, missing }) => ({
      id,
      name,
      files: missing.length,
      bytes: missing.reduce((sum, file) => sum + file.bytes, 0),
    })),
    unchanged: unchanged.length,
    skipped: skipped.map(({ id, name, skip }) => ({ id, name, reason: skip })),
    remove: departed,
    upload,
    bytes,
  },
  text: [
    ...wanted.map(({ table }) => `download  ${table.name}  ${byteText(table.bytes)}`),
    ...skipped.map(({ name, skip }) => `skip      ${name}  ${skip}`),
    ...departed.map(({ name, reason }) => `remove    ${name}  ${reason}`),
    ...upload.map((name) => `upload    ${safeText(name)}`),
    `${byteText(bytes)} to download, ${unchanged.length} unchanged. Nothing was done.`,
  ],
});

interface Told {
  readonly session: Session;
  readonly uploaded: UploadReport;
  readonly seconds: number;
}

const reportOutcome = (
  report: SyncReport,
  { session: { out }, uploaded: upload, seconds }: Told,
): Outcome => {
  const { downloaded, unchanged, skipped, removed, taken, shadowed, viewsDeferred, bytes } = report;
  const rules = report.rules && { written: report.rules.written, removed: report.rules.removed };
  noteFindings(report, out);
  noteUploadErrors(upload, out);
  const { errors: _errors, ...uploaded } = upload;
  const failed = report.errors.length + upload.errors.length;
  const summary = [
    `${downloaded.length} downloaded (${byteText(bytes)})`,
    `${unchanged} unchanged`,
    `${skipped.length} skipped`,
    `${removed.length} removed`,
    ...uploadWords(upload),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
  const line = `${summary}, in ${seconds.toFixed(1)} s.`;
  if (out.manner.quiet && !out.manner.json) out.say(line);
  const errors = report.errors.map(({ table, error }) => ({ table, ...failureJson(error) }));
  const views = { taken, shadowed, deferred: viewsDeferred };
  return {
    data: {
      ...{ downloaded, unchanged, skipped, removed, errors: [...errors, ...uploadErrors(upload)] },
      ...{ rules, views, bytes, uploaded, seconds },
    },
    text: out.manner.quiet ? [] : [line],
    ...(failed > 0 && { failure: syncIncomplete({ failed }) }),
  };
};

const noteFindings = (
  { errors, skipped, taken, shadowed, viewsDeferred }: SyncReport,
  out: Session['out'],
): void => {
  for (const { table, error } of errors) out.note([table, ...failureLines(error, 100)].join('\n  '));
  const large = skipped.filter(({ reason }) => reason === 'large').map(({ name }) => name);
  if (large.length > 0)
    out.note(`Large, and left out: ${large.join(', ')}. Bring them with: agnes sync --full`);
  for (const name of taken)
    out.note(`"${name}" is a table or view of yours: it stays, the synced one has no view.`);
  for (const name of shadowed)
    out.note(`The snapshot "${name}" is called like a synced table, which has the view.`);
  if (viewsDeferred) out.note('The local database is open elsewhere: views follow with the next sync.');
};
