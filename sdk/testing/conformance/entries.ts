import type { Manifest } from '../../manifest.ts';
import { demand } from './demand.ts';

/** What a file of the plugin exports. */
export const entryAt = async (folder: URL, entry: string): Promise<unknown> => {
  const module: { readonly default?: unknown } = await import(new URL(entry, folder).href);
  return module.default;
};

/** Every file that the manifest names must load, and export what it is named for. */
export const assertEntries = async (folder: URL, { contributes }: Manifest): Promise<void> => {
  for (const { entry, verbs } of entriesIn(contributes)) {
    const exported: unknown = await entryAt(folder, entry);
    const missing = verbs.filter((verb) => typeof Object(exported)[verb] !== 'function');
    demand(missing.length === 0, `The default export of "${entry}" has ${verbs.join(', ')}`, { missing });
  }
};

interface Entry {
  readonly entry: string;
  readonly verbs: readonly string[];
}

const connectorVerbs = ['check', 'discover', 'read'];

const entriesIn = ({
  connectors = [],
  jobs = [],
  llmRouters = [],
  hooks = [],
}: Manifest['contributes']): readonly Entry[] => [
  ...connectors.flatMap(({ entry, drivers = [], engine }) => [
    { entry, verbs: connectorVerbs },
    ...drivers.map((driver) => ({ entry: driver.entry, verbs: connectorVerbs })),
    ...(engine === undefined ? [] : [{ entry: engine, verbs: ['describe', 'estimate', 'run'] }]),
  ]),
  ...jobs.map(({ entry }) => ({ entry, verbs: ['run'] })),
  ...llmRouters.map(({ entry }) => ({ entry, verbs: ['create'] })),
  ...hooks.map(({ entry }) => ({ entry, verbs: ['setup'] })),
];
