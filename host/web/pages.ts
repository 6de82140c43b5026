import { readFile } from 'node:fs/promises';
import { renderHtml } from '../http/templates.ts';
import { type Asset, type Assets, loadAssets, type ScriptName } from './assets.ts';
import { menusFor } from './navigation.ts';

const folder = new URL('../../templates/pages/', import.meta.url);

const pageNames = [
  'login',
  'form',
  'message',
  'dashboard',
  'query',
  'query-list',
  'profile',
  'tokens',
  'secret',
  'device',
  'consent',
  'users',
  'user',
  'groups',
  'group',
  'access-tree',
  'access-matrix',
  'access-explain',
  'access-review',
  'all-tokens',
  'audit',
  'admin-tables',
  'admin-table',
  'admin-columns',
  'admin-sources',
  'admin-source',
  'jobs',
  'job',
  'schedules',
  'schedule',
  'secrets',
  'stored-secret',
  'server-config',
  'plugins',
  'plugin',
  'plugin-plan',
  'plugin-doctor',
  'plugin-bisect',
  'plugin-diff',
  'plugin-calls',
  'plugin-call',
  'plugin-logs',
  'plugin-job',
  'hooks',
  'skills',
  'memory',
  'memory-review',
  'memory-contradictions',
  'memory-duplicates',
  'setup',
  'prompt',
  'marketplaces',
  'marketplace',
  'marketplace-plugin',
  'metrics',
  'metric',
  'admin-metrics',
  'admin-metric',
] as const;

/** Pieces that several pages share; a template names them with `{{> name}}`. */
const partNames = [
  'layout',
  'fields',
  'faults',
  'outcome',
  'secret-value',
  'pager',
  'chip',
  'moment',
  'reasons',
  'sessions',
  'tabs',
  'memory-asked',
  'memory-tabs',
  'memory-sides',
  'schema-form',
  'schema-field',
  'plugin-timeline',
  'plugin-places',
  'plugin-rows',
  'plugin-conformance',
] as const;

type PartName = (typeof partNames)[number];

/** A page that can be rendered; its template has the same name. */
export type PageName = (typeof pageNames)[number];

/** The templates and assets, read once at start. */
export interface Pages {
  readonly assets: ReadonlyMap<string, Asset>;
  /** First path segment below `/static/`. */
  readonly hash: string;
  render(page: PageName, frame: Frame, view: object): string;
  /** A piece by itself, for pages that are made elsewhere. */
  piece(part: PartName, view: object): string;
}

/** Something everybody on the page has to know. */
export interface Notice {
  readonly text: string;
  readonly link?: { readonly href: string; readonly label: string };
}

/** What is around every page. */
export interface Frame {
  readonly title: string;
  readonly instance: { readonly name: string; readonly subtitle: string };
  readonly version: string;
  readonly requestId: string;
  readonly path: string;
  readonly person?: { readonly email: string; readonly isAdmin: boolean };
  readonly notices?: readonly Notice[];
  /** Beside the script of the frame. */
  readonly script?: ScriptName;
}

/** Reads templates and assets. In development mode every page says so. */
export const loadPages = async ({ devMode = false } = {}): Promise<Pages> => {
  const templates = await loadTemplates();
  const assets = await loadAssets();
  return {
    assets: assets.files,
    hash: assets.hash,
    render: (page, frame, view) => {
      const content = renderHtml(templates[page], { ...view, instance: frame.instance }, templates);
      const layout = { ...layoutOf(frame, assets), devMode, content };
      return renderHtml(templates.layout, layout, templates);
    },
    piece: (part, view) => renderHtml(templates[part], view, templates),
  };
};

type Templates = Record<PageName | PartName, string>;

const loadTemplates = async (): Promise<Templates> => {
  const read = [...pageNames, ...partNames].map(
    async (name) => [name, await readFile(new URL(`${name}.mustache`, folder), 'utf8')] as const,
  );
  // One entry for each of the names, which `fromEntries` forgets.
  return Object.fromEntries(await Promise.all(read)) as Templates;
};

const layoutOf = (frame: Frame, assets: Assets): object => {
  const { title, instance, version, requestId, path, person, notices = [], script } = frame;
  const scripts = ['frame.js', ...(script === undefined ? [] : [script])];
  return {
    title,
    instance,
    version,
    request_id: requestId,
    notices: notices.length > 0 && { entries: notices },
    ...(person && {
      person: { email: person.email, is_admin: person.isAdmin },
      menus: menusFor({ path, isAdmin: person.isAdmin }),
    }),
    assets: { style: assets.at('style.css'), icon: assets.at('icon.svg'), font: assets.at('inter.woff2') },
    scripts: scripts.map((name) => ({ src: assets.at(name) })),
  };
};
