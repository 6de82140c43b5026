import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Outcome } from '../command.ts';
import { ignoreMissing, writeDurably } from '../durable-file.ts';
import type { HttpClient } from '../http-client.ts';
import { objectsOf, textOf } from '../json-values.ts';
import { rulesDepsOf } from '../rules/sync-rules.ts';
import type { Session } from '../session.ts';
import { bringRules } from './rules-step.ts';

/** Brings what is said about the data, and none of the data. */
export const syncDocs = async (session: Session): Promise<Outcome> => {
  const rules = await bringRules(await rulesDepsOf(session), { rules: undefined, offeredRules: undefined });
  const http = await session.http();
  const folder = join(await session.workspace(), 'server', 'metadata', 'profiles');
  const profiles = await profilesIn(folder, http, session.world.pid);
  const files = rules ? `${rules.written.length} rules written, ${rules.removed.length} removed; ` : '';
  const text = `${files}${profiles.written} profiles in server/metadata, ${profiles.removed} removed.`;
  return {
    data: { rules: rules ? { written: rules.written, removed: rules.removed } : null, profiles },
    text: [text],
  };
};

interface Profiles {
  readonly written: number;
  readonly removed: number;
}

/** One file for each table that has a profile; those of tables that are not the caller's any more go. */
const profilesIn = async (folder: string, http: HttpClient, pid: number): Promise<Profiles> => {
  const { tables } = await http.object({ path: '/api/catalog/tables' });
  await mkdir(folder, { recursive: true });
  const kept = new Set<string>();
  for (const id of objectsOf(tables).flatMap((table) => fileNameOf(textOf(table['id'])))) {
    const profile = await profileOf(http, id);
    if (profile === undefined) continue;
    const name = `${id}.json`;
    await writeDurably(join(folder, name), `${JSON.stringify(profile, undefined, 2)}\n`, {
      mode: 0o644,
      pid,
    });
    kept.add(name);
  }
  const stale = (await readdir(folder)).filter((name) => name.endsWith('.json') && !kept.has(name));
  for (const name of stale) await rm(join(folder, name)).catch(ignoreMissing);
  return { written: kept.size, removed: stale.length };
};

// An id becomes the name of a file.
const fileNameOf = (id: string | undefined): readonly string[] =>
  id !== undefined && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(id) ? [id] : [];

const profileOf = async (http: HttpClient, id: string): Promise<unknown> => {
  try {
    return await http.object({ path: `/api/catalog/profile/${encodeURIComponent(id)}` });
  } catch (error) {
    // Not profiled yet, or taken away in between.
    if (isPlatformError(error) && [403, 404].includes(Number(error.details['http']))) return undefined;
    throw error;
  }
};
