import { isPlatformError } from '@agnes/sdk/errors';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json/values.ts';
import { cellText, textTable } from '../terminal/text-table.ts';
import type { HttpClient } from './client.ts';
import { withCommands } from './hint-commands.ts';

/** How the server and its data are doing, as far as the caller may know; nothing from a server too old to say. */
export const serverHealth = async (http: HttpClient): Promise<JsonObject | undefined> => {
  try {
    const { status, services, conditions } = await http.object({ path: '/api/health/detailed' });
    const { data, sources, jobs, scheduler } = objectOf(services);
    return {
      status,
      data,
      ...(sources !== undefined && { sources, jobs, scheduler }),
      conditions: objectsOf(conditions),
    };
  } catch (error) {
    if (isPlatformError(error) && error.details['http'] === 404) return undefined;
    throw error;
  }
};

const columns = ['source', 'state', 'tables', 'last success', 'next run', 'now'].map((title) => ({ title }));

/** The same for people: a line per source, then everything that is wrong with what to do about it. */
export const healthLines = (health: JsonObject, width: number): readonly string[] => {
  const sources = objectsOf(health['sources']);
  const problems = objectsOf(objectOf(health['data'])['problems']);
  return [
    ...(sources.length > 0 ? ['', ...textTable(columns, sources.map(sourceRow), width)] : []),
    ...headed('At work', sources.flatMap(workLine)),
    ...headed('Tables that are not as they should be', problems.map(problemLine)),
    ...headed('What is wrong', faultsOf(health, sources).map(faultLine)),
  ];
};

const sourceRow = (source: JsonObject): readonly unknown[] => {
  const { total, failed, never } = objectOf(source['tables']);
  const parts = [
    String(total),
    ...(Number(failed) > 0 ? [`${failed} failed`] : []),
    ...(Number(never) > 0 ? [`${never} never read`] : []),
  ];
  return [
    source['slug'],
    source['state'],
    parts.join(', '),
    source['last_success'] ?? 'never',
    source['next_run'] ?? 'not scheduled',
    objectOf(source['job'])['status'],
  ];
};

const workLine = ({ slug, job }: JsonObject): readonly string[] => {
  const { id, status, started_at: since, question } = objectOf(job);
  if (id === undefined) return [];
  const words = `${status}${textOf(since) ? ` since ${since}` : ''}`;
  const next = textOf(question) ? `${question} agnes jobs confirm ${id}` : `agnes jobs watch ${id}`;
  return [cellText(`  ${slug}: ${words} (${next})`)];
};

const problemLine = ({ name, status, last_sync: synced }: JsonObject): string =>
  cellText(`  ${name}: ${status}, last read ${synced ?? 'never'}`);

/** The last error of a source may be a condition, too: it is told once. */
const faultsOf = (health: JsonObject, sources: readonly JsonObject[]): readonly JsonObject[] => {
  const conditions = objectsOf(health['conditions']);
  const told = new Set(conditions.map(({ why }) => why));
  const more = sources.flatMap(({ slug, last_error: error }) => {
    const { message: why, remedy, code, since } = objectOf(error);
    return why === undefined || told.has(why) ? [] : [{ name: `source "${slug}"`, code, why, remedy, since }];
  });
  return [...conditions, ...more];
};

const faultLine = ({ severity, name, subject, why, remedy, since }: JsonObject): string =>
  cellText(
    `  ${severity ?? 'error'}  ${name ?? subject}${textOf(since) ? ` since ${since}` : ''}: ${why} To do: ${withCommands(String(remedy))}`,
  );

const headed = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length > 0 ? ['', title, ...lines] : [];
