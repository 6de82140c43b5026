import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../templates/pages/', import.meta.url);

/** Sent as one style sheet, in this order. */
const styles = [
  'base.css',
  'frame.css',
  'menu.css',
  'forms.css',
  'content.css',
  'parts.css',
  'details.css',
  'access.css',
  'cells.css',
  'jobs.css',
  'plugins.css',
  'workbench.css',
  'library.css',
  'sheet.css',
  'chart.css',
];

/** Modules; those of one page import each other by name, and so under one hash. */
const scripts = [
  'frame.js',
  'query.js',
  'query-answer.js',
  'query-api.js',
  'query-chart.js',
  'query-columns.js',
  'query-copy.js',
  'query-dialect.js',
  'query-download.js',
  'query-editor.js',
  'query-grid.js',
  'query-library.js',
  'query-lists.js',
  'query-params.js',
  'query-plan.js',
  'query-result.js',
  'query-selection.js',
  'query-tables.js',
  'chart-data.js',
  'chart-picture.js',
  'chart-scale.js',
  'chart-table.js',
  'codemirror.js',
  'element.js',
  'access.js',
  'access-changes.js',
  'access-explain.js',
  'access-grid.js',
  'job.js',
] as const;

/** A script that a page may load. */
export type ScriptName = (typeof scripts)[number];

/** A file that browsers may keep for ever: its address holds its content's hash. */
export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Where the assets are found by pages. */
export interface Assets {
  readonly files: ReadonlyMap<string, Asset>;
  /** First path segment below `/static/`. */
  readonly hash: string;
  /** The address of one. */
  at(name: string): string;
}

/** Reads them. */
export const loadAssets = async (): Promise<Assets> => {
  const loaded = await Promise.all(
    files().map(async ({ name, type, parts }) => {
      const bytes = Buffer.concat(await Promise.all(parts.map((part) => readFile(part))));
      return { name, type, bytes };
    }),
  );
  const hash = hashOf(loaded);
  return {
    files: new Map(loaded.map((asset) => [asset.name, asset])),
    hash,
    at: (name) => `/static/${hash}/${name}`,
  };
};

const fontFile = (): string =>
  fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'));

interface AssetSource {
  readonly name: string;
  readonly type: string;
  readonly parts: readonly (URL | string)[];
}

const files = (): readonly AssetSource[] => [
  { name: 'style.css', type: 'text/css; charset=utf-8', parts: styles.map((part) => new URL(part, folder)) },
  ...scripts.map((name) => ({
    name,
    type: 'text/javascript; charset=utf-8',
    parts: [new URL(name, folder)],
  })),
  { name: 'icon.svg', type: 'image/svg+xml', parts: [new URL('icon.svg', folder)] },
  { name: 'inter.woff2', type: 'font/woff2', parts: [fontFile()] },
];

const hashOf = (assets: readonly Asset[]): string => {
  const hash = createHash('sha256');
  for (const { bytes } of assets) hash.update(bytes);
  return hash.digest('hex').slice(0, 12);
};
