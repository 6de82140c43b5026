import { posix } from 'node:path';
import type { SdkDeclarations } from './sdk-declarations.ts';

/** Everything a plugin can see of the SDK: the declarations of each entry and of all they name. */
export const sdkSurface = ({ doors, declared }: SdkDeclarations): string => {
  const entries = Object.values(doors).map((path) => posix.normalize(path));
  const names = Object.entries(doors).map(([door, path]) => `//   @agnes/sdk${door.slice(1)} = ${path}`);
  const head =
    '// What plugins see of the SDK. Made by docs/render.ts: a change here is a change for every plugin.';
  const modules = reachable(entries, declared).map((path) => `\n// ${path}\n${declared.get(path)?.trim()}`);
  return `${[head, ...names, ...modules].join('\n')}\n`;
};

/** The entries and all they import, by name. What only the inside uses is not part of the surface. */
const reachable = (entries: readonly string[], declared: ReadonlyMap<string, string>): readonly string[] => {
  const seen = new Set(entries);
  // A set may grow while it is walked; what is added is visited too.
  for (const path of seen) {
    const imports = (declared.get(path) ?? '').matchAll(/from '(\.[^']+)'/g);
    for (const [, to = ''] of imports) seen.add(posix.join(posix.dirname(path), to));
  }
  return [...seen].sort();
};
