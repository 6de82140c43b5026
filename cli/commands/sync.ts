import { defineError, isPlatformError } from '@agnes/sdk/errors';
import type { Outcome, Run } from '../command.ts';
import { badUsage } from '../errors.ts';
import { failureJson, failureLines } from '../failure.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session.ts';
import { syncDocs } from '../sync/docs-only.ts';
import { syncIncomplete } from '../sync/errors.ts';
import type { Plan } from '../sync/plan.ts';
import { byteText } from '../sync/progress.ts';
import type { SyncReport } from '../sync/report.ts';
import { type BroughtRules, bringRules } from '../sync/rules-step.ts';
import { planOnly, type SyncDeps, syncTables } from '../sync/sync.ts';
import { triggerSync } from '../sync/trigger.ts';

const syncFailed = defineError<{ reason: string; exit_code: number }>({
  code: 'sync_failed',
  kind: 'internal',
  message: ({ reason }) => `The sync failed: ${reason}`,
  hint: '',
});

/** Makes the workspace hold the tables the caller may read, or has the server read its sources again. */
export const run: Run = async (input, session) => {
  if (input.on('wait') && !input.on('trigger')) {
    throw badUsage({ reason: '--wait goes with --trigger.', hint: 'Example: agnes sync --trigger --wait' });
  }
  if (input.on('docs-only') && input.on('dry-run')) {
    throw badUsage({
      reason: '--docs-only has no dry run.',
      hint: 'agnes rules list shows what would come.',
    });
  }
  if (input.on('trigger')) return triggerSync(input, session);
  const started = session.world.now();
  try {
    if (input.on('docs-only')) return await syncDocs(session);
    const deps = await depsOf(session);
    if (input.on('dry-run')) return planOutcome(await planOnly(deps, input.texts('table')));
    const report = await syncTables(deps, {
      only: input.texts('table'),
      parallel: parallelOf(input, session),
      keepDeleted: input.on('no-prune'),
    });
    const rules = await bringRules(session);
    return reportOutcome({ ...report, rules }, { session, seconds: (session.world.now() - started) / 1000 });
  } catch (error) {
    throw quietly(error, session);
  }
};

// In a hook of an editor or agent one line must do, whatever the reason.
const quietly = (error: unknown, { out, world }: Session): unknown =>
  out.manner.quiet && !out.manner.json && !world.interrupted.aborted && isPlatformError(error)
    ? syncFailed({ reason: error.message, exit_code: 1 }, { cause: error })
    : error;

/** What a sync works with, as the environment and the options of every command say. */
export const depsOf = async (session: Session): Promise<SyncDeps> => ({
  http: await session.http(),
  workspace: await session.workspace(),
  out: session.out,
  now: session.world.now,
  pid: session.world.pid,
  retries: wholeNumber(session.world.env['AGNES_STREAM_RETRIES'], 3),
  interrupted: session.world.interrupted,
});

const wholeNumber = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;

const parallelOf = (input: Input, { world }: Session): number =>
  input.integer('parallel', { min: 1, max: 8 }) ?? usualParallel(world);

/** Downloads at a time where nobody says how many. */
export const usualParallel = ({ env }: Session['world']): number =>
  Math.min(8, Math.max(1, wholeNumber(env['AGNES_PARALLEL'], 4)));

const planOutcome = ({ wanted, unchanged, skipped, departed, bytes }: Plan): Outcome => ({
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
    bytes,
  },
  text: [
    ...wanted.map(({ table }) => `download  ${table.name}  ${byteText(table.bytes)}`),
    ...skipped.map(({ name, skip }) => `skip      ${name}  ${skip}`),
    ...departed.map(({ name, reason }) => `remove    ${name}  ${reason}`),
    `${byteText(bytes)} to download, ${unchanged.length} unchanged. Nothing was done.`,
  ],
});

const reportOutcome = (
  report: SyncReport & { readonly rules: BroughtRules | undefined },
  { session: { out }, seconds }: { session: Session; seconds: number },
): Outcome => {
  const { downloaded, unchanged, skipped, removed, errors, taken, shadowed, viewsDeferred, bytes } = report;
  for (const { table, error } of errors) out.note([table, ...failureLines(error, 100)].join('\n  '));
  for (const name of taken)
    out.note(`"${name}" is a table or view of yours: it stays, the synced one has no view.`);
  for (const name of shadowed)
    out.note(`The snapshot "${name}" is called like a synced table, which has the view.`);
  if (viewsDeferred) out.note('The local database is open elsewhere: views follow with the next sync.');
  const summary = [
    `${downloaded.length} downloaded (${byteText(bytes)})`,
    `${unchanged} unchanged`,
    `${skipped.length} skipped`,
    `${removed.length} removed`,
    ...(errors.length > 0 ? [`${errors.length} failed`] : []),
  ].join(', ');
  const line = `${summary}, in ${seconds.toFixed(1)} s.`;
  if (out.manner.quiet && !out.manner.json) out.say(line);
  return {
    data: {
      downloaded,
      unchanged,
      skipped,
      removed,
      errors: errors.map(({ table, error }) => ({ table, ...failureJson(error) })),
      rules: report.rules,
      views: { taken, shadowed, deferred: viewsDeferred },
      bytes,
      seconds,
    },
    text: out.manner.quiet ? [] : [line],
    ...(errors.length > 0 && { failure: syncIncomplete({ failed: errors.length }) }),
  };
};
