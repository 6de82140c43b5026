import { createReadStream } from 'node:fs';
import { access, chmod, copyFile, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { renameDurably, syncFile } from '../store/durable-file.ts';
import { stateNoSpace } from '../store/errors.ts';
import { draftPath, sweepOldDrafts } from '../store/exchange/drafts.ts';
import { exportExists } from '../store/exchange/errors.ts';
import { copyStopped, type StateFile, sealExport } from '../store/exchange/export-file.ts';
import { filesOfState } from '../store/exchange/pending-files.ts';
import type { TableDigest } from '../store/exchange/table-digests.ts';
import { spaceOf } from '../store/free-space.ts';
import { newId } from '../store/new-id.ts';
import { askHost } from './ask-host.ts';
import { exitCode } from './exit-code.ts';
import { basePath, instanceConfig } from './instance-config.ts';
import type { Invocation } from './invocation.ts';
import { checkOwner } from './open-state.ts';

const patienceMs = 30 * 60_000;

/** `agnes server export-state <file>`: one file with the whole state, from a host that runs or is stopped; `-` is stdout. */
export const stateExport = async ({ args: [to = '-'], env, terminal }: Invocation): Promise<number> => {
  const { dataDir } = await instanceConfig(basePath(env), env);
  if (to !== '-') await checkFree(to);
  const draft = draftPath(join(dataDir, 'state'), 'export');
  try {
    const tables = await exported(dataDir, draft);
    await (to === '-' ? pipeline(createReadStream(draft), process.stdout, { end: false }) : put(draft, to));
    // What goes to stdout is the state itself.
    const tell = to === '-' ? terminal.warn : terminal.print;
    tell(`${rowsIn(tables)} rows of ${tables.length} tables. The keys in ${dirname(draft)} are not in it.`);
    return exitCode.ok;
  } finally {
    await rm(draft, { force: true });
    await rm(`${draft}.wal`, { force: true });
  }
};

const rowsIn = (tables: readonly TableDigest[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);

const exported = async (dataDir: string, draft: string): Promise<readonly TableDigest[]> => {
  const folder = join(dataDir, 'state');
  const path = join(folder, 'system.duckdb');
  await checkOwner(path, process.getuid?.());
  await sweepOldDrafts(folder, Date.now());
  await checkSpace(folder, (await stat(path)).size);
  // A host that runs is the only one that may open its database.
  const told = await askHost(dataDir, { command: 'copy-state', path: draft }, patienceMs);
  if (!told) await copyStopped(folder, draft);
  await chmod(draft, 0o600);
  return sealExport(draft, await filesIn(folder));
};

const checkSpace = async (folder: string, bytes: number): Promise<void> => {
  const { free } = await spaceOf(folder);
  const needed = 2 * bytes + 64 * 2 ** 20;
  if (free < needed) throw stateNoSpace({ folder, needed, free });
};

const filesIn = async (folder: string): Promise<readonly StateFile[]> => {
  const read = filesOfState.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    return text === undefined ? [] : [{ name, text }];
  });
  return (await Promise.all(read)).flat();
};

const checkFree = async (path: string): Promise<void> => {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw exportExists({ path });
};

/** The name appears when all of it is there. */
const put = async (draft: string, to: string): Promise<void> => {
  const beside = `${to}.${newId()}.tmp`;
  try {
    await copyFile(draft, beside);
    await chmod(beside, 0o600);
    await syncFile(beside);
    await renameDurably(beside, to);
  } finally {
    await rm(beside, { force: true });
  }
};
