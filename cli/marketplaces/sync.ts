import type { PlatformError } from '@agnes/sdk/errors';
import { followJob, jobFailure, noteEvent } from '../jobs.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { cellText } from '../terminal/text-table.ts';
import { marketplacePath } from './path.ts';

/** How the sync of one marketplace ended. */
export interface Synced {
  /** What the sync came to; of one that failed the marketplace, its job and why. */
  readonly data: JsonObject;
  readonly failure?: PlatformError;
}

const asJob = { Prefer: 'respond-async' } as const;

/** Starts the sync of a marketplace, or joins the one that waits, and follows it to its end. */
export const syncMarketplace = async (session: Session, slug: string): Promise<Synced> => {
  const http = await session.http();
  const path = `${marketplacePath(slug)}/sync`;
  return followSync(session, await http.object({ method: 'POST', path, headers: asJob }));
};

/** The same for all of them. */
export const syncEveryMarketplace = async (session: Session): Promise<readonly Synced[]> => {
  const http = await session.http();
  const path = '/api/marketplaces/sync-all';
  const queued = objectsOf((await http.object({ method: 'POST', path, headers: asJob }))['synced']);
  return Promise.all(queued.map((one) => followSync(session, one)));
};

const followSync = async (session: Session, { id, name, job_id }: JsonObject): Promise<Synced> => {
  const job = await followJob(session, String(job_id), noteEvent);
  const failure = jobFailure(job);
  if (!failure) return { data: { ...objectOf(job['result']), job_id } };
  const error = textOf(objectOf(job['error'])['message']) ?? failure.message;
  return { data: { id, name, job_id, error }, failure };
};

/** A sync as people read it. */
export const syncLines = ({ data }: Synced): readonly string[] => {
  const { id, action, plugin_count: count, commit, error } = data;
  if (error !== undefined) return [`${cellText(id)}: failed: ${cellText(error)}`];
  const at = cellText(commit).slice(0, 12);
  return [
    `${cellText(id)}: ${cellText(action)}, ${cellText(count)} plugins at ${at}.`,
    ...Object.entries(objectOf(data['changes'])).map(changeLine),
    ...objectsOf(data['problems']).map(findingLine),
  ];
};

/** What a sync changed, on one line for each kind of change. */
const changeLine = ([kind, names]: readonly [string, unknown]): string => {
  const { count, first = names } = objectOf(names);
  const told = [first].flat().map(nameOf).join(', ');
  return `  ${cellText(kind)}  ${told}${count === undefined ? '' : ` and more, ${cellText(count)} in all`}`;
};

const nameOf = (name: unknown): string => {
  const { from, to } = objectOf(name);
  return from === undefined ? cellText(name) : `${cellText(from)} → ${cellText(to)}`;
};

/** A finding on one line: how bad, about what, what it is, and what to do. */
const findingLine = ({ level, about, what, next }: JsonObject): string =>
  `  ${cellText(level)}  ${cellText(about ?? 'the marketplace')}  ${[what, next].filter(Boolean).map(cellText).join(' → ')}`;
