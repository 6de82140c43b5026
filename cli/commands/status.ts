import type { Outcome, Run } from '../command.ts';
import { serverUnhealthy } from '../errors.ts';
import { statePath } from '../files/workspace-paths.ts';
import type { HttpClient } from '../http/client.ts';
import { refusalError } from '../http/refusal.ts';
import { healthLines, serverHealth } from '../http/server-health.ts';
import { type JsonObject, objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { SnapshotFolder } from '../snapshots/folder.ts';
import { snapshotJson } from '../snapshots/snapshot.ts';
import { fetchManifest, type RemoteTable } from '../sync/manifest.ts';
import { readState, type SyncedTable, type SyncState } from '../sync/state.ts';
import { byteText } from '../terminal/byte-text.ts';
import { textTable } from '../terminal/text-table.ts';
import { pendingUploads } from '../uploads/upload-step.ts';
import { isOlder, version } from '../version.ts';

const columns = [
  { title: 'name' },
  { title: 'rows', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'updated' },
  { title: 'local' },
] as const;

/** The server with its sources, the last sync and the tables; fails when the server says it is unhealthy. */
export const run: Run = async (input, session) => {
  const workspace = await session.workspace();
  const state = await readState(statePath(workspace));
  const snapshots = (await new SnapshotFolder(workspace).all()).map(snapshotJson);
  const local = {
    workspace,
    client: version,
    last_sync: state.lastSync ?? null,
    snapshots,
    pending_uploads: await pendingUploads(input, session),
  };
  if (input.on('local')) return told({ ...local, tables: localTables(state) }, session);
  const credential = await session.credential();
  const http = await session.httpTo(await session.server(), credential?.token);
  const server = await serverStatus(http);
  if (!credential) session.out.note('Not signed in: only the tables on this machine are shown.');
  const tables = credential ? await comparedTables(http, state) : localTables(state);
  const health = credential && server.status === 'ok' ? await serverHealth(http) : undefined;
  const outcome = told({ ...local, server, ...(health && { health }), tables }, session);
  return server.status === 'ok'
    ? outcome
    : { ...outcome, failure: serverUnhealthy({ server: http.server, http: 503 }) };
};

const serverStatus = async (http: HttpClient) => {
  const answer = await http.send({ path: '/api/health' });
  const text = await http.text(answer);
  const health = objectOf(readJson(text));
  // An unhealthy server answers 503 with the same document; anything else is a refusal.
  const status = textOf(health['status']);
  if (status === undefined || typeof health['detail'] === 'object') {
    throw refusalError({ status: answer.statusCode ?? 0, text, requestId: undefined });
  }
  const about = await http.object({ path: '/api/version' });
  const needed = textOf(about['min_client']);
  return {
    url: http.server,
    status,
    version: about['version'] ?? null,
    db_schema: health['db_schema'] ?? null,
    min_client: needed ?? null,
    client_too_old: needed !== undefined && isOlder(version, needed),
  };
};

const comparedTables = async (http: HttpClient, state: SyncState): Promise<readonly JsonObject[]> => {
  const { tables } = await fetchManifest(http);
  return tables.map((table) => ({
    id: table.id,
    name: table.name,
    query_mode: table.mode,
    rows: table.rows ?? null,
    size_bytes: table.bytes,
    updated: table.updated ?? null,
    local: freshness(table, state.tables.get(table.id)),
  }));
};

const freshness = (table: RemoteTable, here: SyncedTable | undefined): string => {
  if (table.skip !== undefined) return table.skip;
  if (!here) return 'missing';
  const isSame =
    here.files.length === table.files.length &&
    table.files.every(({ part, sha256 }) =>
      here.files.some((file) => file.part === part && file.sha256 === sha256),
    );
  return isSame ? 'fresh' : 'stale';
};

const localTables = ({ tables }: SyncState): readonly JsonObject[] =>
  [...tables].map(([id, { name, updated, syncedAt, files }]) => ({
    id,
    name,
    size_bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    updated: updated ?? null,
    synced_at: syncedAt,
  }));

const told = (
  data: {
    last_sync: string | null;
    snapshots: readonly JsonObject[];
    pending_uploads: readonly string[];
    tables: readonly JsonObject[];
    server?: JsonObject;
    health?: JsonObject;
  },
  { out }: Session,
): Outcome => {
  const { server, health, snapshots, tables, last_sync: lastSync, pending_uploads: pending } = data;
  const rows = tables.map(({ name, rows, size_bytes: bytes, updated, local }) => [
    name,
    rows,
    byteText(Number(bytes)),
    updated,
    local,
  ]);
  return {
    data,
    text: [
      ...(server ? [`Server     ${server['url']}: ${server['status']}, version ${server['version']}`] : []),
      ...(health ? [`Health     ${health['status']}`] : []),
      `Last sync  ${lastSync ?? 'never'}`,
      ...(snapshots.length > 0 ? [snapshotsLine(snapshots)] : []),
      ...(pending.length > 0 ? [`To send    ${pending.length}: agnes sync --upload-only`] : []),
      ...(tables.length > 0 ? ['', ...textTable(columns, rows, out.width)] : []),
      ...(health ? healthLines(health, out.width) : []),
    ],
  };
};

const snapshotsLine = (snapshots: readonly JsonObject[]): string => {
  const bytes = snapshots.reduce((sum, { bytes_local: size }) => sum + Number(size), 0);
  const names = snapshots.map(({ name }) => String(name)).join(', ');
  return `Snapshots  ${snapshots.length} (${byteText(bytes)}): ${names}`;
};
