import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../workspace/launcher.ts';
import type { World } from '../world.ts';
import { npmMissing, updateFailed } from './errors.ts';

const execute = promisify(execFile);

/** Has npm install a file below a folder, with the Node that runs this program. Answers the folder of the new program. */
export const installBelow = async (
  world: World,
  folder: string,
  { file, version }: { readonly file: string; readonly version: string },
): Promise<string> => {
  const npm = await findProgram('npm', world);
  if (npm === undefined) throw npmMissing({});
  const flags = ['--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  const args = ['install', '--global', '--prefix', folder, ...flags, file];
  await execute(npm, args, withOwnNode(world)).catch((error: unknown) => {
    throw updateFailed({ version, reason: `npm could not install it: ${saidBy(error)}` }, { cause: error });
  });
  return join(folder, 'lib', 'node_modules', '@agnes', 'cli');
};

/** Starts a program once; one that does not tell the expected version is refused. */
export const smokeTest = async (world: World, program: string, version: string): Promise<void> => {
  const args = [program, '--version'];
  const options = { ...withOwnNode(world), timeout: 60_000 };
  const { stdout } = await execute(world.execPath, args, options).catch((error: unknown) => {
    throw updateFailed({ version, reason: `it does not start: ${saidBy(error)}` }, { cause: error });
  });
  if (stdout.trim() !== version) {
    throw updateFailed({ version, reason: `it says that it is version "${stdout.trim().slice(0, 80)}"` });
  }
};

const withOwnNode = ({ env, execPath, interrupted }: World) => {
  const { AGNES_TOKEN: _secret, ...harmless } = env;
  const path = [dirname(execPath), env['PATH'] ?? ''].join(delimiter);
  return { env: { ...harmless, PATH: path }, signal: interrupted };
};

const saidBy = (error: unknown): string => {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return (said || (error instanceof Error ? error.message : String(error)))
    .split('\n')
    .slice(-3)
    .join(' ')
    .slice(0, 300);
};
