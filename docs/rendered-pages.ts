import { glob, readFile } from 'node:fs/promises';
import { configKeys } from '../config/explain.ts';
import { operations } from '../host/app/operations.ts';

/** A page with parts that are made from the code. */
export interface RenderedPage {
  readonly path: string;
  /** The page as it should be, given the page as it is. */
  render(text: string): string;
}

/** Every page that is made from code, wholly or in part. */
export const renderedPages = async (): Promise<readonly RenderedPage[]> => {
  const errors = await errorRows();
  const examples = await exampleFiles();
  const withExamples = await Array.fromAsync(glob(['docs/*.md', 'README.md']));
  return [
    { path: 'docs/configuration.md', render: (text) => withBlock(text, 'keys', configTable()) },
    { path: 'docs/errors.md', render: (text) => withBlock(text, 'errors', errors) },
    { path: 'docs/http-api.md', render: (text) => withBlock(text, 'routes', routeTable()) },
    ...withExamples.map((path) => ({ path, render: (text: string) => withCode(text, examples) })),
  ];
};

const withBlock = (text: string, name: string, rows: string): string =>
  text.replace(
    new RegExp(`(<!-- ${name}: made from the code -->\\n)[\\s\\S]*?(<!-- /${name} -->)`),
    (_whole, start: string, end: string) => `${start}\n${rows}\n\n${end}`,
  );

const withCode = (text: string, examples: ReadonlyMap<string, string>): string =>
  text.replaceAll(
    /<!-- example: (\S+) -->\n```(\w+)\n[\s\S]*?```/g,
    (...[, name = '', language = '']: string[]) => {
      const code = examples.get(name) ?? `no such example: ${name}\n`;
      return `<!-- example: ${name} -->\n\`\`\`${language}\n${code}\`\`\``;
    },
  );

const exampleFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const paths = await Array.fromAsync(glob('docs/examples/**/*.{ts,json,sql}'));
  const read = paths.map(
    async (path) => [path.replace('docs/examples/', ''), await readFile(path, 'utf8')] as const,
  );
  return new Map(await Promise.all(read));
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const configTable = (): string =>
  table(
    ['Key', 'Type', 'Default', 'Meaning'],
    configKeys().map(({ key, type, required, default: value, description }) => [
      `\`${key}\``,
      type,
      required ? '**required**' : literal(value),
      description,
    ]),
  );

const literal = (value: unknown): string => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);

const routeTable = (): string =>
  table(
    ['Route', 'Who', 'What', 'Codes of its own'],
    [...operations]
      .sort((a, b) => (a.route.split(' ')[1] ?? '').localeCompare(b.route.split(' ')[1] ?? ''))
      .map(({ route, who, summary, problems = [] }) => [
        `\`${route}\``,
        who,
        summary,
        problems.map((code) => `\`${code}\``).join(', '),
      ]),
  );

const errorRows = async (): Promise<string> => {
  const paths = await Array.fromAsync(
    glob(['{sdk,config,host,cli}/**/*.ts'], { exclude: (path) => path.includes('node_modules') }),
  );
  const texts = await Promise.all(paths.sort().map((path) => readFile(path, 'utf8')));
  const found = texts.flatMap((text) => [
    ...text.matchAll(
      /code: '([a-z_]+)',\s+kind: '([a-z_]+)',[\s\S]*?hint:\s*(?:'((?:[^'\\]|\\.)*)'|([^,]))/g,
    ),
  ]);
  const rows = new Map(
    found.map(([, code = '', kind = '', hint]) => [
      code,
      [`\`${code}\``, kind, hint ?? 'Said with the error.'],
    ]),
  );
  return table(
    ['Code', 'Kind', 'What to do'],
    [...rows.keys()].sort().map((code) => rows.get(code) ?? []),
  );
};
