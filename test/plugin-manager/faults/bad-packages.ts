import { hash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rawTgz } from '../../support/raw-tar.ts';
import { rawZip } from '../../support/raw-zip.ts';
import type { Lab } from './lab.ts';
import type { Random } from './random.ts';
import { type Fault, toldBy } from './scene.ts';
import { packageOf } from './versions.ts';

type Pack = (members: readonly { readonly name: string; readonly content: Buffer }[]) => Buffer;

/* What is wrong with a package when it is brought. */

const archiveOf = async ({ parts: { dataDir } }: Lab, version: string, pack: Pack): Promise<Buffer> => {
  const folder = packageOf(join(dataDir, 'packages'), version);
  const names = await readdir(folder);
  const members = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })),
  );
  return pack(members);
};

/** A few other bytes, or an end too early. */
const broken = (archive: Buffer, random: Random): Buffer => {
  if (random.below(2)) return archive.subarray(0, 20 + random.below(archive.length - 40));
  const bytes = Buffer.from(archive);
  for (let at = 12 + random.below(20); at < bytes.length - 8; at += 1 + random.below(40))
    bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255));
  return bytes;
};

const integrityOf = (bytes: Buffer): string => `sha256-${hash('sha256', bytes, 'base64')}`;

const bringing = (name: string, isHashOfBroken: boolean): Fault => ({
  name,
  run: async ({ lab, random, next, now }) => {
    const good = await archiveOf(lab, next, random.pick([rawTgz, rawZip]));
    const bad = broken(good, random);
    const file = join(lab.parts.dataDir, 'package.tgz');
    await writeFile(file, bad);
    const integrity = integrityOf(isHashOfBroken ? bad : good);
    const told = await toldBy(lab.planFrom({ type: 'archive', file, integrity }));
    return { allowed: [told.length === 1 ? now : 'it was taken'], told };
  },
});

/** Faults of what is brought from outside. */
export const badPackages: readonly Fault[] = [
  bringing('the archive is corrupt', true),
  bringing('the archive is not the one of the hash', false),
];
