import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { stateLocked } from './errors.ts';
import { newId } from './new-id.ts';

/** Says that this process owns the folder, until disposed of. A lock whose owner is dead is replaced. */
export const lockFolder = async (folder: string): Promise<AsyncDisposable> => {
  const path = join(folder, 'system.lock');
  const mine: Owner = { pid: process.pid, started: await startOf(process.pid), host: hostname() };
  const text = `${JSON.stringify(mine)}\n`;
  const theirs = await claim(path, text);
  if (theirs !== undefined) await replaceStale({ folder, path, text, theirs });
  return { [Symbol.asyncDispose]: () => release(path, text) };
};

interface Owner {
  readonly pid: number;
  /** Boot and clock tick of the process start: process numbers come round again, in containers at once. */
  readonly started: string;
  readonly host: string;
}

/** Takes the lock, or tells who has it. Linked into place, so that nobody reads half an owner. */
const claim = async (path: string, text: string): Promise<string | undefined> => {
  const draft = `${path}.${newId()}`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, path);
    return undefined;
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) throw cause;
    return await readOr(path, '');
  } finally {
    await rm(draft);
  }
};

const replaceStale = async (lock: { folder: string; path: string; text: string; theirs: string }) => {
  const { folder, path, text, theirs } = lock;
  const owner = parsed(theirs);
  if (owner && (await isAlive(owner))) throw stateLocked({ folder, pid: owner.pid, host: owner.host });
  const aside = `${path}.${newId()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readOr(aside, theirs);
  await rm(aside, { force: true });
  // Somebody may have replaced the same stale lock a moment ago: then theirs counts.
  const winner = moved === theirs ? await claim(path, text) : moved;
  if (winner === undefined) return;
  if (moved !== theirs) await claim(path, moved);
  const { pid, host } = parsed(winner) ?? { pid: 'unknown', host: 'this machine' };
  throw stateLocked({ folder, pid, host });
};

const release = async (path: string, text: string): Promise<void> => {
  if ((await readOr(path, '')) === text) await rm(path);
};

/** A process of another host cannot be asked; there the lock the engine holds on the file itself decides. */
const isAlive = async ({ pid, started, host }: Owner): Promise<boolean> => {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if (!hasCode(cause, 'EPERM')) return false;
  }
  return (await startOf(pid)) === started;
};

const startOf = async (pid: number): Promise<string> => {
  const boot = await readOr('/proc/sys/kernel/random/boot_id', '');
  const stat = await readOr(`/proc/${pid}/stat`, '');
  // Field 22, counted after the command name, which may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Dead, though nobody has asked how it ended: it holds no file any more.
  return fields[0] === 'Z' ? 'gone' : `${boot.trim()}:${fields[19] ?? ''}`;
};

const parsed = (text: string): Owner | undefined => {
  try {
    // Only this file writes it, and whatever else is in there is treated as stale.
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
};

const readOr = (path: string, fallback: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => fallback);

const hasCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === code;
