import { hash } from 'node:crypto';
import { folded } from '../file-names.ts';
import type { EffectiveManifest } from '../manifests/effective-manifest.ts';
import { isRecord } from '../manifests/plugin-fields.ts';

/** Something that says what runs, out of a manifest or a file. */
export interface Declaration {
  /** The file, or the field of the manifest. */
  readonly where: string;
  /** Absent: it cannot be read here, and perhaps by a client. */
  readonly value?: unknown;
  /** Of the text where the value is absent. */
  readonly sha256?: string;
}

/** Texts of a plugin by path. */
export type Texts = ReadonlyMap<string, string>;

/** Fields of manifests that say what runs, and the file that is read although nothing names it. */
const usualFiles = {
  hooks: 'hooks/hooks.json',
  mcpServers: '.mcp.json',
  lspServers: '.lsp.json',
  monitors: 'monitors/monitors.json',
  settings: 'settings.json',
} as const;

/** A field that says what runs. */
export type RunningField = keyof typeof usualFiles;

// The keys of the list above.
const runningFields = Object.keys(usualFiles) as readonly RunningField[];

/** All that says what runs by one field, whatever way the manifests name it: a path, paths, the thing itself, or not at all. */
export const declarations = (
  field: RunningField,
  components: EffectiveManifest['components'],
  texts: Texts,
): readonly Declaration[] => {
  const values = valuesOf(field, components);
  const found = new Map([...texts].map(([path, text]) => [folded(path), { path, text }]));
  const usual = found.get(folded(usualFiles[field]));
  const named = new Map(pathsIn(values).map((path) => [folded(path), path]));
  if (usual) named.delete(folded(usual.path));
  return [
    ...(usual ? [inFile(usual.path, usual.text)] : []),
    ...[...named].map(([key, path]) => inFile(path, found.get(key)?.text)),
    ...values.filter((value) => typeof value !== 'string').map((value) => ({ where: field, value })),
  ];
};

/** True for a file that is read by what it is called. */
export const isUsualFile = (path: string): boolean =>
  Object.values(usualFiles).some((usual) => folded(usual) === folded(path));

/** The files that manifests name as saying what runs, folded. */
export const declaringFiles = (components: EffectiveManifest['components']): ReadonlySet<string> =>
  new Set(runningFields.flatMap((field) => pathsIn(valuesOf(field, components))).map(folded));

/** A path of a manifest as its plugin has it. */
export const plainPath = (path: string): string => path.replace(/^\.(\/|$)/, '').replace(/\/$/, '');

/** What stands in a field, one by one; monitors are among the experiments of some. */
const valuesOf = (field: RunningField, components: EffectiveManifest['components']): readonly unknown[] => {
  const experiments = (components['experimental'] ?? []).filter(isRecord);
  const tried = experiments.map((experiment) => experiment[field]).filter((value) => value !== undefined);
  return [...(components[field] ?? []), ...tried].flat();
};

const pathsIn = (values: readonly unknown[]): readonly string[] =>
  values.filter((value) => typeof value === 'string').map(plainPath);

/** Nobody declares so much: what is longer is as little understood as what is no JSON. */
const longest = 1024 * 1024;

const inFile = (where: string, text: string | undefined): Declaration => {
  if (text === undefined) return { where };
  if (text.length > longest) return { where, sha256: hash('sha256', text) };
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return { where, value };
  } catch {
    return { where, sha256: hash('sha256', text) };
  }
};
