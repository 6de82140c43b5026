import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { badFile, badUsage } from '../errors.ts';
import { codeOf, ignoreMissing, makePrivateFolder, writeDurably } from '../files/durable-file.ts';
import { parsedUrl } from '../http/parsed-url.ts';
import { isObject, objectOf, textOf } from '../json/values.ts';
import type { Env, World } from '../world.ts';

const defaultServer = 'http://localhost:8000';

/** What `config.yaml` may say. */
export interface Config {
  readonly server?: string;
  /** Certificates to trust besides the system's, whichever server is called. */
  readonly caFile?: string;
  /** The same for one host alone, by its name. */
  readonly caFiles: Readonly<Record<string, string>>;
  /** Short names for servers. */
  readonly servers: Readonly<Record<string, string>>;
}

/** Where the program keeps its token and configuration. */
export const configFolder = ({ env, home, platform }: Pick<World, 'env' | 'home' | 'platform'>): string => {
  const own = env['AGNES_CONFIG_DIR'];
  if (own) return own;
  const appData = env['APPDATA'];
  return platform === 'win32' && appData ? join(appData, 'agnes') : join(home, '.config', 'agnes');
};

/** Reads `config.yaml`; a missing file is an empty one. */
export const readConfig = async (folder: string): Promise<Config> => {
  const path = join(folder, 'config.yaml');
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  if (text === undefined) return { servers: {}, caFiles: {} };
  const { parse } = await import('yaml');
  const values = objectOf(checked(path, () => parse(text)));
  const server = textOf(values['server']);
  const caFile = textOf(values['ca_file']);
  const named = Object.entries(objectOf(values['servers'])).map(([name, url]) => [name, String(url)]);
  const pinned = Object.entries(objectOf(values['ca_files'])).map(([host, file]) => [
    host,
    resolve(folder, String(file)),
  ]);
  return {
    servers: Object.fromEntries(named),
    caFiles: Object.fromEntries(pinned),
    ...(server !== undefined && { server }),
    ...(caFile !== undefined && { caFile: resolve(folder, caFile) }),
  };
};

const checked = (path: string, parse: () => unknown): unknown => {
  try {
    const value = parse();
    if (isObject(value) || value === null) return value;
  } catch (cause) {
    throw badFile({ path, reason: String(cause), hint: 'Correct the YAML or delete the file.' }, { cause });
  }
  throw badFile({ path, reason: 'it holds no settings', hint: 'Example: server: https://agnes.example.com' });
};

/** Makes a server the one that is used when nothing else names one; comments in the file stay. */
export const saveServer = (folder: string, server: string, pid: number): Promise<void> =>
  saveSetting(folder, [['server'], server], pid);

/** Notes that a person chose a server, without changing which one is used when nothing else names one. */
export const noteServer = async (folder: string, server: string, pid: number): Promise<void> => {
  const config = await readConfig(folder);
  if (config.server === undefined) return saveServer(folder, server, pid);
  if (isConfigured(config, server)) return;
  return saveSetting(folder, [['servers', new URL(server).host], server], pid);
};

/** The certificates to trust besides the system's at a server: what is trusted at one host says nothing of another. */
export const caFileFor = ({ caFile, caFiles }: Config, server: string): string | undefined => {
  const { hostname } = new URL(server);
  return Object.hasOwn(caFiles, hostname) ? caFiles[hostname] : caFile;
};

/** Has the certificates of a file trusted besides the system's, at the host of this server. */
export const saveCaFile = (
  folder: string,
  { server, path }: { readonly server: string; readonly path: string },
  pid: number,
): Promise<void> => saveSetting(folder, [['ca_files', new URL(server).hostname], path], pid);

type Setting = readonly [keys: readonly string[], value: string];

const saveSetting = async (folder: string, [keys, value]: Setting, pid: number): Promise<void> => {
  const path = join(folder, 'config.yaml');
  const { parseDocument } = await import('yaml');
  const document = parseDocument((await readFile(path, 'utf8').catch(ignoreMissing)) ?? '');
  if (document.getIn(keys) === value) return;
  document.setIn(keys, value);
  await makePrivateFolder(folder);
  await writeDurably(path, String(document), { mode: 0o600, pid });
};

/** The server to talk to: option, then environment, then workspace, then configuration. */
export const serverOf = async (given: {
  readonly option: string | undefined;
  readonly env: Env;
  readonly workspace: string;
  readonly config: Config;
}): Promise<string> => {
  const { option, env, workspace, config } = given;
  const named =
    option ?? (env['AGNES_SERVER'] || undefined) ?? (await serverOfWorkspace(workspace)) ?? config.server;
  return serverUrl(inFull(config, named ?? defaultServer));
};

/** The address that a name stands for; what is no name of the configuration is an address. */
const inFull = ({ servers }: Pick<Config, 'servers'>, named: string): string =>
  Object.hasOwn(servers, named) ? (servers[named] ?? named) : named;

/** Whether the configuration names a server, or nothing had to. */
export const isConfigured = (config: Config, url: string): boolean => {
  const named = [inFull(config, config.server ?? defaultServer), ...Object.values(config.servers)];
  return named.some((text) => plainUrl(text) === url);
};

const plainUrl = (text: string): string | undefined => {
  const url = parsedUrl(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '') return undefined;
  return (url.origin + url.pathname).replace(/\/+$/, '');
};

const serverUrl = (text: string): string => {
  const url = plainUrl(text);
  if (url !== undefined) return url;
  throw badUsage({
    reason: `"${text}" is not the address of a server.`,
    hint: 'Give one such as https://agnes.example.com, or a name listed in config.yaml.',
  });
};

const serverOfWorkspace = async (workspace: string): Promise<string | undefined> => {
  const path = join(workspace, '.agnes', 'workspace.json');
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  if (text === undefined) return undefined;
  const value = checked(path, () => JSON.parse(text));
  return textOf(objectOf(value)['server']);
};

/** The workspace: option, then environment, then the nearest folder above that is one, then this folder. */
export const workspaceOf = async (given: {
  option: string | undefined;
  env: Env;
  cwd: string;
}): Promise<string> => {
  const { option, env, cwd } = given;
  const named = option ?? (env['AGNES_LOCAL_DIR'] || undefined);
  return named === undefined ? ((await workspaceAbove(cwd)) ?? cwd) : resolve(cwd, named);
};

const workspaceAbove = async (folder: string): Promise<string | undefined> => {
  const found = await stat(join(folder, '.agnes', 'workspace.json')).catch(ignoreUnreadable);
  if (found) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : workspaceAbove(above);
};

// A folder above that we may not look into is not our workspace.
const ignoreUnreadable = (error: unknown): undefined => {
  if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
  throw error;
};
