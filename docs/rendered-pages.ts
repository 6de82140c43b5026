import { glob, readFile } from 'node:fs/promises';
import { configKeys } from '../config/explain.ts';
import { operations } from '../host/app/operations.ts';
import { declaredErrors } from './declared-errors.ts';
import { hookPages, hookTable } from './hook-pages.ts';
import { sdkDeclarations } from './sdk-declarations.ts';
import { sdkPages } from './sdk-pages.ts';
import { sdkSurface } from './sdk-surface.ts';

/** A page with parts that are made from the code. */
export interface RenderedPage {
  readonly path: string;
  /** The page as it should be, given the page as it is. */
  render(text: string): string;
}

/** Every page that is made from code, wholly or in part. */
export const renderedPages = async (): Promise<readonly RenderedPage[]> => {
  const errors = await errorTable();
  const surface = sdkSurface(await sdkDeclarations('removed'));
  const examples = await exampleFiles();
  const withExamples = await Array.fromAsync(glob(['docs/*.md', 'README.md']));
  const whole = [...hookPages(examples), ...sdkPages(await sdkDeclarations('kept'))];
  return [
    { path: 'docs/configuration.md', render: (text) => withBlock(text, 'keys', configTable()) },
    { path: 'docs/errors.md', render: (text) => withBlock(text, 'errors', errors) },
    { path: 'docs/http-api.md', render: (text) => withBlock(text, 'routes', routeTable()) },
    { path: 'docs/hooks.md', render: (text) => withBlock(text, 'hooks', hookRows()) },
    { path: 'docs/sdk.api.txt', render: () => surface },
    ...whole.map(([path, text]) => ({ path, render: () => text })),
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

/** Outside of code, `<word>` would be taken for HTML and vanish. */
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '\\<') : part))
    .join('`');

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

const hookRows = (): string => table(['Hook', 'When', 'Kind and deadline'], hookTable());

const literal = (value: unknown): string => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);

const routeTable = (): string =>
  table(
    ['Route', 'Who', 'What', 'Codes of its own'],
    [...operations]
      .sort((a, b) => (a.route.split(' ')[1] ?? '').localeCompare(b.route.split(' ')[1] ?? '', 'en'))
      .map(({ route, who, orLoopback, summary, problems = [] }) => [
        `\`${route}\``,
        orLoopback ? `${who}, or a program on the same machine` : who,
        summary,
        problems.map((code) => `\`${code}\``).join(', '),
      ]),
  );

/** A code that is declared more than once has one row, with all that is said about it. */
const errorTable = async (): Promise<string> => {
  const byCode = Map.groupBy(await declaredErrors(), ({ code }) => code);
  const rows = [...byCode.keys()].sort().map((code) => {
    const declared = byCode.get(code) ?? [];
    const kinds = new Set(declared.map(({ kind }) => kind));
    const hints = new Set(declared.map(({ hint }) => hint ?? 'Said with the error.'));
    return [`\`${code}\``, [...kinds].join(', '), [...hints].join(' / ')];
  });
  return table(['Code', 'Kind', 'What to do'], rows);
};
