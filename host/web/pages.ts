import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderHtml } from '../http/templates.ts';

const folder = new URL('../../templates/pages/', import.meta.url);
const pageNames = ['layout', 'login', 'form', 'dashboard', 'query', 'message'] as const;

/** Sent as one style sheet, in this order. */
const styles = ['base.css', 'frame.css', 'content.css'] as const;

/** A page that can be rendered; its template has the same name. */
type PageName = (typeof pageNames)[number];

/** A file that browsers may keep for ever: its address holds its content's hash. */
interface Asset {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The templates and assets, read once at start. */
export interface Pages {
  readonly assets: ReadonlyMap<string, Asset>;
  /** First path segment below `/static/`. */
  readonly hash: string;
  render(page: PageName, frame: Frame, view: object): string;
}

/** What is around every page. */
export interface Frame {
  readonly title: string;
  readonly instance: { readonly name: string; readonly subtitle: string };
  readonly version: string;
  readonly requestId: string;
  readonly path: string;
  readonly person?: { readonly email: string; readonly isAdmin: boolean };
}

const navigation = [
  { href: '/dashboard', label: 'Tables' },
  { href: '/query', label: 'Query' },
];

/** Reads templates and assets. In development mode every page says so. */
export const loadPages = async ({ devMode = false } = {}): Promise<Pages> => {
  const templates = new Map(
    await Promise.all(pageNames.map(async (name) => [name, await textOf(`${name}.mustache`)] as const)),
  );
  const assets = await loadAssets();
  const hash = hashOf([...assets.values()]);
  const at = (name: string): string => `/static/${hash}/${name}`;
  const links = {
    style: at('style.css'),
    script: at('app.js'),
    icon: at('icon.svg'),
    font: at('inter.woff2'),
  };
  return {
    assets,
    hash,
    render: (page, frame, view) => {
      const content = renderHtml(templates.get(page) ?? '', { ...view, instance: frame.instance });
      const layout = { ...layoutOf(frame), devMode, assets: links, content };
      return renderHtml(templates.get('layout') ?? '', layout);
    },
  };
};

const layoutOf = ({ title, instance, version, requestId, path, person }: Frame): object => ({
  title,
  instance,
  version,
  request_id: requestId,
  ...(person && { person: { email: person.email, is_admin: person.isAdmin } }),
  pages: navigation.map((page) => ({ ...page, current: page.href === path })),
});

const textOf = (name: string): Promise<string> => readFile(new URL(name, folder), 'utf8');

const loadAssets = async (): Promise<ReadonlyMap<string, Asset>> => {
  const font = fileURLToPath(
    import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
  );
  const files: readonly { name: string; type: string; parts: readonly (URL | string)[] }[] = [
    {
      name: 'style.css',
      type: 'text/css; charset=utf-8',
      parts: styles.map((part) => new URL(part, folder)),
    },
    { name: 'app.js', type: 'text/javascript; charset=utf-8', parts: [new URL('app.js', folder)] },
    { name: 'icon.svg', type: 'image/svg+xml', parts: [new URL('icon.svg', folder)] },
    { name: 'inter.woff2', type: 'font/woff2', parts: [font] },
  ];
  const read = files.map(async ({ name, type, parts }) => {
    const bytes = Buffer.concat(await Promise.all(parts.map((part) => readFile(part))));
    return [name, { name, type, bytes }] as const;
  });
  return new Map(await Promise.all(read));
};

const hashOf = (assets: readonly Asset[]): string => {
  const hash = createHash('sha256');
  for (const { bytes } of assets) hash.update(bytes);
  return hash.digest('hex').slice(0, 12);
};
