import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { tempFolder } from '../support/temp-folder.ts';
import { type Ended, ended, newMachine } from './run-agnes.ts';
import { json, type StandIn, sendBytes, startStandIn } from './stand-in.ts';

const execute = promisify(execFile);
const source = new URL('../../cli/agnes.js', import.meta.url).href;

/** A program that lies where the install script puts it, and a server that hands out others. */
export interface Installed {
  readonly server: StandIn;
  readonly prefix: string;
  /** Runs what `agnes` starts. */
  readonly agnes: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
}

/** Lays a program out as npm does below a prefix: its code is the one under test. */
export const installed = async (t: ExecutionContext): Promise<Installed> => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const prefix = await layOut(await tempFolder(t));
  const agnes: Installed['agnes'] = (args, env = {}) =>
    ended(machine.start(args, { env: { ...npmSettings(), ...env }, entry: join(prefix, 'bin/agnes') }));
  return { server, prefix, agnes };
};

/** Puts the program under test below a folder, and answers the prefix. */
export const layOut = async (parent: string, code = `await import('${source}');\n`): Promise<string> => {
  const prefix = join(parent, 'with space', '.local');
  const folder = join(prefix, 'lib/node_modules/@agnes/cli');
  await writePackage(folder, code, '0.1.0');
  await mkdir(join(prefix, 'bin'), { recursive: true });
  for (const name of ['agnes', 'da']) {
    await symlink('../lib/node_modules/@agnes/cli/agnes.js', join(prefix, 'bin', name));
  }
  return prefix;
};

/** How npm on this machine reaches what it needs, which is nothing here. */
const npmSettings = () => ({ npm_config_offline: 'true', npm_config_update_notifier: 'false' });

/** Writes a program as npm lays one out. */
export const writePackage = async (folder: string, code: string, version: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const bin = { agnes: 'agnes.js', da: 'agnes.js' };
  const about = { name: '@agnes/cli', version, type: 'module', bin };
  await writeFile(join(folder, 'package.json'), JSON.stringify(about));
  await writeFile(join(folder, 'agnes.js'), `#!${process.execPath}\n${code}`, { mode: 0o755 });
};

/** Code of a program that tells its version, and does everything else as the one under test does. */
export const telling = (version: string): string =>
  `if (process.argv[2] === '--version') console.log('${version}');\nelse await import('${source}');\n`;

/** A program as one file. */
interface Packed {
  readonly version: string;
  readonly bytes: Buffer;
}

/** Packs a program as one file. */
export const packed = async (
  t: ExecutionContext,
  version: string,
  code = telling(version),
): Promise<Packed> => {
  const folder = await tempFolder(t);
  await writePackage(join(folder, 'package'), code, version);
  const { stdout } = await execute('tar', ['-czf', '-', '-C', folder, 'package'], { encoding: 'buffer' });
  return { version, bytes: stdout };
};

/** What differs from the truth. */
interface Lies {
  readonly sha256?: string;
  readonly digest?: string;
  readonly sent?: Buffer;
}

/** Has the server hand out a file. */
export const handOut = ({ server }: Installed, { version, bytes }: Packed, lies: Lies = {}): void => {
  const file = `agnes-cli-${version}.tgz`;
  const sha256 = lies.sha256 ?? createHash('sha256').update(bytes).digest('hex');
  const artifacts = [{ filename: file, platform: 'any', size: bytes.length, sha256, url: 'unused' }];
  const path = `/cli/wheel/${file}`;
  server.answers.set(
    'GET /cli/latest',
    json({ version, wheel_filename: file, download_url_path: path, artifacts }),
  );
  server.answers.set(`GET ${path}`, (request, response) => {
    if (lies.digest === undefined) return sendBytes(request, response, lies.sent ?? bytes);
    response.writeHead(200, { 'Repr-Digest': lies.digest }).end(bytes);
    return true;
  });
};

/** The version that a name starts. */
export const versionOf = async ({ prefix }: Pick<Installed, 'prefix'>, name = 'agnes'): Promise<string> =>
  (await execute(process.execPath, [join(prefix, 'bin', name), '--version'])).stdout.trim();

/** The folder in which the program of a place is kept. */
export const scopeOf = ({ prefix }: Pick<Installed, 'prefix'>): string =>
  join(prefix, 'lib/node_modules/@agnes');
