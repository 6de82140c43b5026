import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { packageRefused } from '../errors.ts';
import { type ArchiveEntry, archiveRoot, belowRoot, checkKind } from './archive-entry.ts';
import type { PackageWriter } from './package-writer.ts';
import type { Unpacking } from './unpacking.ts';

const next = 'Pack the package again with a usual program, without a password.';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Unpacks a zip. Names are those of its index alone; sizes are counted as bytes come out. */
export const unpackZip = async (file: string, { writer, path, signal }: Unpacking): Promise<void> => {
  // Names are decoded here, by one rule: with the library's several, two readers see two names.
  const zip = await openPromise(file, { lazyEntries: true, decodeStrings: false, autoClose: false });
  try {
    const members = await listed(zip, writer, path);
    for (const { name, entry, isExecutable } of members) {
      const content = await zip.openReadStreamPromise(entry);
      await writer.write({ path: name, isExecutable, content }, signal);
    }
  } finally {
    zip.close();
  }
};

const listed = async (zip: ZipFile, writer: PackageWriter, path: string | undefined) => {
  const all: (ArchiveEntry & { readonly entry: Entry })[] = [];
  const most = writer.mostEntries;
  for await (const entry of zip.eachEntry()) {
    const said = described(entry);
    checkKind(said);
    if (said.kind === 'file') all.push({ ...said, entry });
    if (all.length > most) writer.announce(said.path, all.length);
  }
  const root = archiveRoot(
    all.map((member) => member.path),
    path,
  );
  return all.flatMap(({ path: full, entry, isExecutable }) => {
    const name = belowRoot(full, root);
    if (name === undefined) return [];
    writer.announce(name);
    return [{ name, entry, isExecutable }];
  });
};

const described = (entry: Entry): ArchiveEntry => {
  const path = decoded(entry.fileNameRaw);
  if (!entry.canDecodeFileData()) {
    throw packageRefused({ thing: path, rule: 'is encrypted or packed in a way nobody here reads', next });
  }
  const mode = entry.externalFileAttributes >>> 16;
  return { path, kind: kindOf(mode & 0o170000, path), isExecutable: (mode & 0o100) !== 0 };
};

const decoded = (raw: Buffer): string => {
  try {
    return utf8.decode(raw);
  } catch (cause) {
    const thing = raw.toString('latin1');
    throw packageRefused({ thing, rule: 'has a name that is not UTF-8', next }, { cause });
  }
};

const kindOf = (type: number, path: string): ArchiveEntry['kind'] => {
  if (type === 0o120000) return 'link';
  if (path.endsWith('/') || type === 0o040000) return 'folder';
  return type === 0 || type === 0o100000 ? 'file' : 'device';
};
