import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import own from '../package.json' with { type: 'json' };
import { bundle, external, oldestNode } from './bundle.ts';
import { licencesOf } from './licences.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Packs this program as one file that `npm install --global` takes, into a folder. Answers the path of the file. */
export const pack = async (into: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-pack-'));
  try {
    const modules = await bundle(folder);
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await writeFile(join(folder, 'LICENSES'), await licencesOf(modules));
    await copyFile(here('README.md'), join(folder, 'README.md'));
    await copyFile(here('../../LICENSE'), join(folder, 'LICENSE'));
    await mkdir(into, { recursive: true });
    const { stdout } = await promisify(execFile)(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(into)],
      { cwd: folder, shell: process.platform === 'win32' },
    );
    // npm tells one file for each package; it packed one.
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    return join(into, packed?.filename ?? '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** What is bundled needs no installing; nothing runs while it is installed. */
const manifest = {
  name: own.name,
  version: own.version,
  description: own.description,
  license: own.license,
  type: own.type,
  bin: own.bin,
  engines: { node: `>=${oldestNode}` },
  dependencies: { [external]: own.dependencies[external] },
};

if (import.meta.main) {
  // An option would become the name of a folder.
  const { positionals } = parseArgs({ allowPositionals: true, options: {} });
  process.stdout.write(`${await pack(positionals[0] ?? here('../../dist'))}\n`);
}
