import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import type { JobContext, JobDone } from '@agnes/sdk/job';
import { answerStrange } from '../errors.ts';
import { checkStatus } from '../fetch/client.ts';
import { type Kept, openKept } from '../kept/open-kept.ts';
import { isMissing } from '../kept/whole-file.ts';
import { localPathOf } from '../rows/attachment-path.ts';
import { at, integerOf, type Json, objectsOf, stringOf } from '../rows/json.ts';
import { attachmentRules, type Settings, siteUrl } from '../settings.ts';

type Outcome = 'fetched' | 'there' | 'too_large' | 'gone' | 'failed';

/** Fetches what is marked, issue by issue; an issue keeps its mark until all of its files are there. */
export const fetchAttachments = async (context: JobContext<Settings>): Promise<JobDone> => {
  const { config, signal, progress } = context;
  if (!attachmentRules(config).enabled) return { skipped: 'Attachments are switched off in the settings.' };
  const kept = openKept(context);
  const keys = await kept.marks.attachments();
  if (keys.length === 0) return { skipped: 'No file is missing.' };
  const counts: Record<Outcome, number> = { fetched: 0, there: 0, too_large: 0, gone: 0, failed: 0 };
  for (const [done, key] of keys.entries()) {
    signal.throwIfAborted();
    const outcomes = await filesOf(context, kept, key);
    for (const outcome of outcomes) counts[outcome] += 1;
    if (!outcomes.includes('failed')) await kept.marks.clearAttachments(key);
    progress(done + 1, keys.length);
  }
  return {
    result: counts,
    ...(counts.failed > 0 && { partial: `${counts.failed} files could not be downloaded.` }),
  };
};

const filesOf = async (
  context: JobContext<Settings>,
  { raw, rawFolder }: Kept,
  key: string,
): Promise<readonly Outcome[]> => {
  const issue = await raw.read(key);
  if (issue === undefined || issue === 'unreadable' || issue['_deleted_at'] !== undefined) return [];
  const outcomes: Outcome[] = [];
  for (const attachment of objectsOf(at(issue['fields'], 'attachment'))) {
    const id = stringOf(attachment['id']);
    if (id === null) continue;
    const path = pathBelow(rawFolder, localPathOf(key, id, stringOf(attachment['filename']) ?? ''));
    outcomes.push(path ? await fileOf(context, { id, path, size: sizeOf(attachment) }) : 'failed');
  }
  return outcomes;
};

interface File {
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

const sizeOf = (attachment: Json): number => integerOf(attachment['size']) ?? 0;

const fileOf = async ({ config, http, signal, log }: JobContext<Settings>, file: File): Promise<Outcome> => {
  const { maxBytes, timeoutMs } = attachmentRules(config);
  if (file.size > maxBytes) return 'too_large';
  if ((await sizeOnDisk(file.path)) === file.size) return 'there';
  const url = `${siteUrl(config)}/rest/api/3/attachment/content/${encodeURIComponent(file.id)}`;
  try {
    const { path, bytes, ...answer } = await http.download(url, { timeoutMs });
    const outcome =
      answer.status === 404 ? 'gone' : await place(file, { url, path, bytes, maxBytes, ...answer });
    await rm(path, { force: true });
    return outcome;
  } catch (cause) {
    signal.throwIfAborted();
    if (!isPlatformError(cause)) throw cause;
    log(`The attachment ${file.id} was not downloaded: ${cause.message}`);
    return 'failed';
  }
};

interface Arrived {
  readonly url: string;
  readonly path: string;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Puts a download in its place, whole or not at all. */
const place = async ({ path: target, size }: File, arrived: Arrived): Promise<Outcome> => {
  const { url, path, bytes, maxBytes } = arrived;
  checkStatus(url, arrived);
  if (bytes > maxBytes) return 'too_large';
  if (size > 0 && bytes !== size) throw answerStrange({ url, what: `${bytes} bytes instead of ${size}` });
  await mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  await copyFile(path, temporary);
  await rename(temporary, target);
  return 'fetched';
};

const sizeOnDisk = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
};

/** Names are reduced to safe segments already; this holds whatever becomes of them. */
const pathBelow = (base: string, path: string): string | undefined => {
  const target = join(base, path);
  const way = relative(join(base, 'attachments'), target);
  return way === '' || way.startsWith('..') ? undefined : target;
};
