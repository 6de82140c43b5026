import type { EffectiveManifest } from '../manifests/effective-manifest.ts';
import { isRecord } from '../manifests/plugin-fields.ts';
import { frontMatter } from './front-matter.ts';
import type { TreeFile } from './plugin-tree.ts';
import { hooksIn, serversIn } from './running-parts.ts';

/** A skill; `tables` are those it says it works with. */
interface SkillFacts {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  /** Absent in what was read before anybody looked for them. */
  readonly tables?: readonly string[];
}

/** What a plugin brings, as a person who decides about it wants to know it. */
export interface PluginFacts {
  readonly skills: readonly SkillFacts[];
  readonly commands: readonly string[];
  readonly agents: readonly string[];
  /** What commands and agents say of themselves, by path. Absent like `tables`. */
  readonly described?: Readonly<Record<string, string>>;
  /** Here and below, `sha256` is of the whole declaration. */
  readonly hooks: readonly { readonly event: string; readonly command: string; readonly sha256: string }[];
  readonly mcpServers: readonly { readonly name: string; readonly runs: string; readonly sha256: string }[];
  readonly lspServers: readonly { readonly name: string; readonly runs: string; readonly sha256: string }[];
  /** Files below `bin/`, which a client puts on the path. */
  readonly programs: readonly string[];
  /** About how many tokens are loaded always: names and descriptions of skills, commands and agents. */
  readonly alwaysLoadedTokens: number;
}

/** Texts of a plugin by path. */
export type Texts = ReadonlyMap<string, string>;

/** Files that facts are read from. */
export const isFactFile = (path: string): boolean =>
  /(^|\/)SKILL\.md$|^(commands|agents)\/.*\.md$|^(hooks\/hooks|\.mcp|\.lsp)\.json$/.test(path);

/** Reads the facts of a plugin out of its names and texts. */
export const pluginFacts = (
  { components }: EffectiveManifest,
  files: readonly TreeFile[],
  texts: Texts,
): PluginFacts => {
  const paths = files.map(({ path }) => path);
  const below = (field: string) =>
    paths.filter((path) => path.endsWith('.md') && isBelow(path, rootsOf(field, components)));
  const skills = skillsIn(rootsOf('skills', components), texts);
  const commands = below('commands');
  const agents = below('agents');
  const loaded = [
    ...skills.map(({ name, description }) => name + description),
    ...[...commands, ...agents].map((path) => path + descriptionOf(path, texts)),
  ];
  return {
    skills,
    commands,
    agents,
    described: Object.fromEntries([...commands, ...agents].map((path) => [path, descriptionOf(path, texts)])),
    hooks: hooksIn([jsonOf('hooks/hooks.json', texts), ...(components['hooks'] ?? [])]),
    mcpServers: serversIn('mcpServers', [jsonOf('.mcp.json', texts), ...(components['mcpServers'] ?? [])]),
    lspServers: serversIn('lspServers', [jsonOf('.lsp.json', texts), ...(components['lspServers'] ?? [])]),
    programs: paths.filter((path) => path.startsWith('bin/')),
    alwaysLoadedTokens: Math.ceil(loaded.join('').length / 4),
  };
};

const rootsOf = (field: string, components: EffectiveManifest['components']): readonly string[] => {
  const named = (components[field] ?? []).flat().filter((value) => typeof value === 'string');
  return [field, ...named.map((path) => path.replace(/^\.\//, '').replace(/\/$/, ''))];
};

const isBelow = (path: string, roots: readonly string[]): boolean =>
  roots.some((root) => root === '' || root === '.' || path === root || path.startsWith(`${root}/`));

const skillsIn = (roots: readonly string[], texts: Texts): PluginFacts['skills'] =>
  [...texts]
    .filter(([path]) => path.endsWith('SKILL.md') && isBelow(path, roots))
    .map(([path, text]) => {
      const { name, description = '', tables } = frontMatter(text);
      return { path, name: name ?? path.split('/').at(-2) ?? path, description, tables };
    });

const descriptionOf = (path: string, texts: Texts): string =>
  frontMatter(texts.get(path) ?? '').description ?? '';

const jsonOf = (path: string, texts: Texts): unknown => {
  try {
    const value: unknown = JSON.parse(texts.get(path) ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
};
