import { posix } from 'node:path';
import type { SdkDeclarations } from './sdk-declarations.ts';
import { exportsOf, type SdkExport } from './sdk-exports.ts';

/** One page for every door of the SDK and one that lists them, by the path of the page. */
export const sdkPages = ({ doors, declared }: SdkDeclarations): ReadonlyMap<string, string> => {
  const surfaces = Object.entries(doors).map(([door, path]) => ({
    door: `@agnes/sdk${door.slice(1)}`,
    file: `${door === '.' ? 'root' : door.slice(2)}.md`,
    found: exportsOf(posix.normalize(path), declared),
  }));
  return new Map([
    ['docs/sdk/README.md', indexOf(surfaces)],
    ...surfaces.map((surface) => [`docs/sdk/${surface.file}`, pageOf(surface)] as const),
  ]);
};

interface Surface {
  /** As it is imported. */
  readonly door: string;
  readonly file: string;
  readonly found: readonly SdkExport[];
}

const indexOf = (surfaces: readonly Surface[]): string =>
  `${[
    '# The SDK',
    'What plugins are written against, by the door that it is imported from. Made from the code.',
    [
      '| Import | Exports |',
      '|---|---|',
      ...surfaces.map(({ door, file, found }) => `| [\`${door}\`](${file}) | ${found.length} |`),
    ].join('\n'),
    'Everything at once, for a look at what a change changes: [sdk.api.txt](../sdk.api.txt).',
  ].join('\n\n')}\n`;

const pageOf = ({ door, found }: Surface): string =>
  `${[
    `# ${door}`,
    `\`import { … } from '${door}'\`. What holds for all doors: [the SDK](README.md).`,
    ...found.flatMap(sectionOf),
  ].join('\n\n')}\n`;

const sectionOf = ({ name, doc, code }: SdkExport): readonly string[] => [
  `## ${name}`,
  ...(doc === '' ? [] : [proseOf(doc)]),
  ...(code === '' ? [] : [`\`\`\`text\n${code.replace(/^export (?:declare )?/, '')}\n\`\`\``]),
];

/** An example in what is said is code that the compiler does not see here. */
const proseOf = (doc: string): string => doc.replaceAll('```ts', '```text');
