import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { CatalogTable } from '../catalog.ts';
import type { ConnectorContext } from '../connector.ts';
import { frozenCopy } from '../frozen-copy.ts';
import type { Job, JobDone } from '../job.ts';
import { jobInvalid, resultTooLarge } from './errors.ts';
import { type JobTask, longestResult, type RunOrder } from './protocol.ts';
import type { RunParts } from './run-context.ts';

/** Tables of one message, which may have at most 8 MiB. */
const batch = 20;

/** Does the work of a job and says what it came to. */
export const runJob = async (
  { entry, job: task = nothing }: RunOrder,
  context: ConnectorContext,
  send: RunParts['send'],
): Promise<void> => {
  const job = await jobOf(entry);
  const done = await job.run({
    ...context,
    params: frozenCopy(task.params),
    progress: (count, total, message) =>
      void send({
        type: 'progress',
        done: count,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message: message.slice(0, longestMessage) }),
      }).catch(() => {}),
    catalog: await catalogOf(task),
    folders: frozenCopy(task.folders),
  });
  await tell(done ?? {}, send);
};

const nothing: JobTask = { params: {}, folders: {} };
const longestMessage = 1_000;

const tell = async ({ enrichments = [], ...done }: JobDone, send: RunParts['send']): Promise<void> => {
  for (let from = 0; from < enrichments.length; from += batch)
    await send({ type: 'enriched', tables: enrichments.slice(from, from + batch) });
  const { length } = JSON.stringify(done);
  if (length > longestResult) throw resultTooLarge({ length, limit: longestResult });
  await send({ type: 'result', done });
};

const jobOf = async (entry: string): Promise<Job> => {
  const module: { readonly default?: unknown } = await import(pathToFileURL(entry).href);
  if (!isJob(module.default)) throw jobInvalid({ entry });
  return module.default;
};

const isJob = (value: unknown): value is Job =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'run') === 'function';

const catalogOf = async ({ catalog }: JobTask): Promise<readonly CatalogTable[]> => {
  if (catalog === undefined) return [];
  // The host has written it, of such tables.
  const tables = JSON.parse(await readFile(catalog, 'utf8')) as readonly WrittenTable[];
  return frozenCopy(tables.map(tableOf));
};

/** As JSON has it: instants are text. */
type WrittenTable = Omit<CatalogTable, 'lastSync' | 'profile'> & {
  readonly lastSync?: string;
  readonly profile?: Omit<NonNullable<CatalogTable['profile']>, 'profiledAt'> & {
    readonly profiledAt: string;
  };
};

const tableOf = ({ lastSync, profile, ...table }: WrittenTable): CatalogTable => ({
  ...table,
  ...(lastSync !== undefined && { lastSync: new Date(lastSync) }),
  ...(profile && { profile: { ...profile, profiledAt: new Date(profile.profiledAt) } }),
});
