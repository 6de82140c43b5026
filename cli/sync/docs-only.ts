import { join } from 'node:path';
import type { Outcome } from '../command.ts';
import { writeDurably } from '../files/durable-file.ts';
import { ownFolder } from '../files/own-folder.ts';
import { statePath } from '../files/workspace-paths.ts';
import { objectsOf, textOf } from '../json/values.ts';
import { rulesDepsOf } from '../rules/sync-rules.ts';
import type { Session } from '../session/session.ts';
import { isoUtc } from '../terminal/iso-utc.ts';
import { profilesFolderUnsafe } from './errors.ts';
import { bringMetrics, bringProfiles, bringSchema, type MetadataDeps, type NamedTable } from './metadata.ts';
import { bringRules } from './rules-step.ts';
import { checkSameServer } from './same-server.ts';
import { readState } from './state.ts';

/** Brings what is said about the data, and none of the data. */
export const syncDocs = async (session: Session): Promise<Outcome> => {
  const deps = await rulesDepsOf(session);
  checkSameServer(await readState(statePath(deps.workspace)), deps.http.server);
  const brought = await bringRules(deps, { rules: undefined, offeredRules: undefined });
  const rules = brought ? { written: brought.written, removed: brought.removed } : null;
  const server = join(deps.workspace, 'server');
  const folder = await ownFolder(server, ['metadata'], (path) => profilesFolderUnsafe({ path }));
  const metadata = await metadataIn({ ...deps, folder }, session.world.now());
  const { schema, metrics, profiles } = metadata;
  const words = [
    ...(rules ? [`${rules.written.length} rules written, ${rules.removed.length} removed`] : []),
    `${schema.tables} tables and ${metrics ?? 'no'} metrics described in server/metadata`,
    `${profiles.written} profiles there, ${profiles.removed} removed`,
  ];
  return { data: { rules, ...metadata }, text: [`${words.join('; ')}.`] };
};

const metadataIn = async (deps: MetadataDeps, now: number) => {
  const { folder, http, pid } = deps;
  const { tables } = await http.object({ path: '/api/catalog/tables' });
  const named = objectsOf(tables).flatMap((table) => namedTable(textOf(table['id']), textOf(table['name'])));
  const schema = await bringSchema(named, deps);
  const metrics = await bringMetrics(deps);
  const profiles = await bringProfiles(named, deps);
  const about = { server: http.server, synced_at: isoUtc(now), tables: schema.tables, metrics };
  const text = JSON.stringify({ ...about, profiles: profiles.written }, undefined, 2);
  // Last: with it the others are as it says.
  await writeDurably(join(folder, 'last_sync.json'), `${text}\n`, { mode: 0o644, pid });
  return { schema, metrics, profiles };
};

// An id becomes the name of a file.
const namedTable = (id: string | undefined, name = id): readonly NamedTable[] =>
  id !== undefined && name !== undefined && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(id)
    ? [{ id, name }]
    : [];
