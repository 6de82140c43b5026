import { folded } from '../file-names.ts';
import type { EffectiveManifest } from '../manifests/effective-manifest.ts';
import { isRecord } from '../manifests/plugin-fields.ts';
import { declarations, declaringFiles, isUsualFile, plainPath, type Texts } from './declarations.ts';
import { frontMatter } from './front-matter.ts';
import type { TreeFile } from './plugin-tree.ts';
import {
  commandsInText,
  firstOf,
  type Hook,
  hooksIn,
  monitorsIn,
  type OtherCommand,
  type Server,
  serversIn,
  settingsIn,
} from './running-parts.ts';

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
  readonly hooks: readonly Hook[];
  readonly mcpServers: readonly Server[];
  readonly lspServers: readonly Server[];
  /** Files below `bin/`, which a client puts on the path. */
  readonly programs: readonly string[];
  /** Of monitors and settings, and in the texts of skills, commands and agents. */
  readonly otherCommands: readonly OtherCommand[];
  /** About how many tokens are loaded always: names and descriptions of skills, commands and agents. */
  readonly alwaysLoadedTokens: number;
}

/** True for a file that facts are read from whatever a manifest says. */
export const isFactFile = (path: string): boolean =>
  /(^|\/)SKILL\.md$|^(commands|agents)\/.*\.md$/i.test(path) || isUsualFile(path);

/** Says which other files facts are read from, by what the manifests name. */
export const namedFactFiles = ({
  components,
}: Pick<EffectiveManifest, 'components'>): ((path: string) => boolean) => {
  const declaring = declaringFiles(components);
  const sources = sourcesOf(components);
  const roots = new Set(['commands', 'agents', 'skills'].flatMap((field) => [...rootsOf(field, components)]));
  return (path) => declaring.has(folded(path)) || sources.has(folded(path)) || isText(path, roots);
};

/** Reads the facts of a plugin out of its names and texts. */
export const pluginFacts = (
  { components }: Pick<EffectiveManifest, 'components'>,
  files: readonly TreeFile[],
  texts: Texts,
): PluginFacts => {
  const paths = files.map(({ path }) => path);
  const below = (field: string) => {
    const roots = rootsOf(field, components);
    return paths.filter((path) => isText(path, roots));
  };
  const declared = (field: Parameters<typeof declarations>[0]) => declarations(field, components, texts);
  const skills = skillsIn(rootsOf('skills', components), texts);
  const named = sourcesOf(components);
  const commands = [...new Set([...below('commands'), ...paths.filter((path) => named.has(folded(path)))])];
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
    hooks: firstOf(hooksIn(declared('hooks')), mostOfAll, (told) => ({ event: 'hooks', ...told })),
    mcpServers: firstServers(serversIn('mcpServers', declared('mcpServers'))),
    lspServers: firstServers(serversIn('lspServers', declared('lspServers'))),
    programs: paths.filter((path) => folded(path).startsWith('bin/')),
    otherCommands: firstOf(
      [
        ...monitorsIn(declared('monitors')),
        ...settingsIn(declared('settings')),
        ...[...texts].flatMap(([path, text]) => (path.endsWith('.json') ? [] : commandsInText(path, text))),
        ...inlineCommands(components).flatMap((text) => commandsInText('commands', text)),
      ],
      mostOfAll,
      (told) => ({ where: 'elsewhere', ...told }),
    ),
    alwaysLoadedTokens: Math.ceil(loaded.join('').length / 4),
  };
};

/** Things of one kind that are told of a plugin. */
const mostOfAll = 1_000;

const firstServers = (servers: readonly Server[]): readonly Server[] =>
  firstOf(servers, mostOfAll, ({ command: runs, sha256 }) => ({ name: 'others', runs, sha256 }));

// A manifest may name as many as it has bytes for, and a plugin have as many files: neither is gone through for each of the other.
const rootsOf = (field: string, components: EffectiveManifest['components']): ReadonlySet<string> => {
  const named = (components[field] ?? []).flat().filter((value) => typeof value === 'string');
  return new Set([field, ...named.map(plainPath)].map(folded));
};

const isText = (path: string, roots: ReadonlySet<string>): boolean =>
  /\.md$/i.test(path) && isBelow(folded(path), roots);

const isBelow = (path: string, roots: ReadonlySet<string>): boolean => {
  const parts = path.split('/');
  return roots.has('') || parts.some((_, index) => roots.has(parts.slice(0, index + 1).join('/')));
};

/** Commands that a manifest describes one by one: each is a file, or its text. */
const describedCommands = (components: EffectiveManifest['components']): readonly unknown[] =>
  (components['commands'] ?? []).filter(isRecord).flatMap((commands) => Object.values(commands));

const sourcesOf = (components: EffectiveManifest['components']): ReadonlySet<string> =>
  new Set(
    describedCommands(components)
      .map((command) => (isRecord(command) ? command['source'] : undefined))
      .filter((source) => typeof source === 'string')
      .map((source) => folded(plainPath(source))),
  );

const inlineCommands = (components: EffectiveManifest['components']): readonly string[] =>
  describedCommands(components)
    .map((command) => (isRecord(command) ? command['content'] : undefined))
    .filter((content) => typeof content === 'string');

const skillsIn = (roots: ReadonlySet<string>, texts: Texts): PluginFacts['skills'] =>
  [...texts]
    .filter(([path]) => /SKILL\.md$/i.test(path) && isBelow(folded(path), roots))
    .map(([path, text]) => {
      const { name, description = '', tables } = frontMatter(text);
      return { path, name: name ?? path.split('/').at(-2) ?? path, description, tables };
    });

const descriptionOf = (path: string, texts: Texts): string =>
  frontMatter(texts.get(path) ?? '').description ?? '';
