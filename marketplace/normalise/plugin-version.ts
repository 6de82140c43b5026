import { hash } from 'node:crypto';
import { packageRefused } from '../errors.ts';
import { FileNames } from '../file-names.ts';
import type { Finding } from '../findings.ts';
import { type EffectiveManifest, effectiveManifest } from '../manifests/effective-manifest.ts';
import type { MarketplaceEntry } from '../manifests/marketplace-entry.ts';
import { type PluginManifest, pluginFile, pluginManifest } from '../manifests/plugin-manifest.ts';
import { contentDigest, type DigestedFile } from './content-digest.ts';
import { isLitter } from './litter.ts';
import { isFactFile, namedFactFiles, type PluginFacts, pluginFacts } from './plugin-facts.ts';
import type { PluginTree, ReadFile } from './plugin-tree.ts';
import { type ScanFinding, type ScanLevel, scanFile, scanLevel, scanPolicy } from './scan.ts';

/** Goes up when the same files would be read as another version. */
const normaliserVersion = 3;

/** Another text when the same files would be read as another version, or judged by other rules. */
export const readerVersion = `${normaliserVersion}-${scanPolicy}`;

/** One version of one plugin, known by its content. */
export interface PluginVersion {
  /** The name of its entry, by which it is granted. */
  readonly entry: string;
  /** Two versions with one key are one: entry, files, rules of reading and of the scan. */
  readonly key: string;
  readonly manifest: EffectiveManifest;
  /** `<declared or 0.0.0>+<12 hex of the digest>`: clients know bytes by this text. */
  readonly servedVersion: string;
  readonly contentDigest: string;
  readonly commit?: string | undefined;
  readonly files: readonly DigestedFile[];
  readonly bytes: number;
  readonly facts: PluginFacts;
  readonly scan: {
    readonly level: ScanLevel;
    readonly policy: string;
    readonly findings: readonly ScanFinding[];
  };
  readonly findings: readonly Finding[];
  /** The entry as its marketplace wrote it. */
  readonly listed: Readonly<Record<string, unknown>>;
}

/** The key of a version, known before a file is read. */
export const versionKey = (entry: MarketplaceEntry, tree: PluginTree): string =>
  hash('sha256', JSON.stringify([normaliserVersion, scanPolicy, tree.key, entry.raw]));

/** Reads a plugin once, file by file: what is litter is left out, everything else is kept byte for byte. */
export const pluginVersion = async (
  entry: MarketplaceEntry,
  tree: PluginTree,
  signal: AbortSignal,
): Promise<PluginVersion> => {
  const read = await readPlugin(entry, tree, signal);
  const manifest = effectiveManifest(entry, read.manifest);
  const files = manifest.written ? [...read.files, writtenFile(manifest.written)] : read.files;
  if (read.files.length === 0) throw packageRefused({ thing: entry.name, rule: 'has no file', next });
  checkNames(files);
  await readNamed(manifest, tree, { read, signal });
  const digest = contentDigest(files);
  const found = [...read.found, ...scanFile(listedFile(entry))];
  return {
    entry: entry.name,
    key: versionKey(entry, tree),
    manifest,
    servedVersion: servedVersion(manifest.declaredVersion, digest),
    contentDigest: digest,
    commit: tree.commit,
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    facts: pluginFacts(manifest, files, read.texts),
    scan: { level: scanLevel(found), policy: scanPolicy, findings: found },
    findings: read.findings,
    listed: entry.raw,
  };
};

/** The entry itself may name what runs, and is served. */
const listedFile = ({ raw }: MarketplaceEntry) => ({
  path: '.claude-plugin/marketplace.json',
  content: writtenManifest(raw),
});

const next = 'Correct the path of the plugin, or put its files there.';

interface Reading {
  readonly files: DigestedFile[];
  readonly found: ScanFinding[];
  readonly texts: Map<string, string>;
  readonly findings: Finding[];
  manifest?: PluginManifest;
}

const readPlugin = async (
  entry: MarketplaceEntry,
  tree: PluginTree,
  signal: AbortSignal,
): Promise<Reading> => {
  const reading: Reading = { files: [], found: [], texts: new Map(), findings: [] };
  for await (const file of tree.contents(({ path }) => !isLitter(path), signal))
    readFile(entry, file, reading);
  return reading;
};

const readFile = (entry: MarketplaceEntry, file: ReadFile, reading: Reading): void => {
  const { path, isExecutable, bytes, content } = file;
  reading.files.push({ path, isExecutable, bytes, sha256: hash('sha256', content) });
  reading.found.push(...scanFile(file));
  if (isFactFile(path)) reading.texts.set(path, content.toString('utf8'));
  if (path !== pluginFile) return;
  const { manifest, findings } = pluginManifest(content, entry.name);
  reading.manifest = manifest;
  reading.findings.push(...findings);
};

/** Reads the texts that only the manifests tell to be facts. */
const readNamed = async (
  manifest: EffectiveManifest,
  tree: PluginTree,
  { read, signal }: { readonly read: Reading; readonly signal: AbortSignal },
): Promise<void> => {
  const isNamed = namedFactFiles(manifest);
  const wanted = new Set(
    read.files.map(({ path }) => path).filter((path) => isNamed(path) && !read.texts.has(path)),
  );
  if (wanted.size === 0) return;
  for await (const { path, content } of tree.contents((file) => wanted.has(file.path), signal))
    read.texts.set(path, content.toString('utf8'));
};

/** Throws when what is written here is a file of the plugin where case does not count: one would hide the other. */
const checkNames = (files: readonly DigestedFile[]): void => {
  const names = new FileNames();
  for (const { path } of files) names.add(path);
};

/** What stands in a `plugin.json` that is written here. */
export const writtenManifest = (fields: Readonly<Record<string, unknown>>): Buffer =>
  Buffer.from(`${JSON.stringify(fields, undefined, 2)}\n`);

const writtenFile = (fields: Readonly<Record<string, unknown>>): DigestedFile => {
  const content = writtenManifest(fields);
  return { path: pluginFile, isExecutable: false, bytes: content.length, sha256: hash('sha256', content) };
};

/** `<declared or 0.0.0>+<12 hex of the digest>`. */
export const servedVersion = (declared = '0.0.0', digest: string): string =>
  `${declared}${declared.includes('+') ? '.' : '+'}${digest.slice(0, 12)}`;
