import type { Manifest } from '@agnes/sdk';
import type { Contributed } from './plugin-state.ts';

type Contributes = Partial<Manifest['contributes']>;

const listed = ({
  connectors = [],
  authProviders = [],
  resourceTypes = [],
  services = [],
  hooks = [],
  jobs = [],
  webhooks = [],
  llmRouters = [],
}: Contributes) => ({
  connectors,
  authProviders,
  resourceTypes,
  services,
  hooks,
  jobs,
  webhooks,
  llmRouters,
});

/** Every contribution of a manifest, kinds that are absent as empty lists. */
export const contributionsOf = ({ contributes }: Manifest) => listed(contributes);

/** What a plugin brings, by id; nothing where its manifest could not be read. */
export const contributedBy = (manifest: Manifest | undefined): Contributed => {
  const all = listed(manifest?.contributes ?? {});
  const { connectors, authProviders, resourceTypes, services, hooks } = all;
  return {
    connectors: connectors.map(({ id }) => id),
    authProviders: authProviders.map(({ id }) => id),
    resourceTypes: resourceTypes.map(({ key }) => key),
    services: services.map(({ id }) => id),
    hooks: [...new Set(hooks.flatMap(({ taps }) => taps))],
    jobs: all.jobs.map(({ id }) => id),
    webhooks: all.webhooks.map(({ id }) => id),
    llmRouters: all.llmRouters.map(({ id }) => id),
  };
};

/** What has to be unique in the instance, in words. Connectors, sign-in methods and services share one set of ids. */
export const contributionIds = (manifest: Manifest): readonly string[] => {
  const { connectors, authProviders, resourceTypes, services, ...others } = contributedBy(manifest);
  return [
    ...[...connectors, ...authProviders, ...services, ...others.llmRouters].map((id) => `The id "${id}"`),
    ...others.jobs.map((id) => `The job "${id}"`),
    ...others.webhooks.map((id) => `The webhook "${id}"`),
    ...webhookPaths(manifest).map((path) => `The address /webhooks/${path}`),
    ...resourceTypes.map((key) => `The resource type "${key}"`),
  ];
};

const webhookPaths = ({ contributes: { webhooks = [] } }: Manifest): readonly string[] =>
  webhooks.flatMap(({ path }) => path ?? []);

/** Kinds of this manifest whose code runs inside the host process. */
export const inProcessKinds = (manifest: Manifest): readonly string[] => {
  const { connectors: _, jobs: _jobs, webhooks: _webhooks, ...inProcess } = contributionsOf(manifest);
  return Object.entries(inProcess)
    .filter(([, contributions]) => contributions.length > 0)
    .map(([kind]) => kind);
};

/** True when one of its connectors is run without the confinement of the others. */
export const opensDuckdb = ({ contributes }: Manifest): boolean =>
  (contributes.connectors ?? []).some(({ runtime, drivers = [] }) =>
    [{ runtime }, ...drivers].some((way) => way.runtime === 'duckdb'),
  );

/** The file of every contribution, with its place in the manifest. */
export const entriesOf = (manifest: Manifest) =>
  Object.entries(withEntries(manifest)).flatMap(([kind, contributions]) =>
    contributions.flatMap((contribution, index) => filesOf(contribution, `/contributes/${kind}/${index}`)),
  );

const withEntries = (manifest: Manifest) => {
  const { webhooks: _, ...rest } = contributionsOf(manifest);
  return rest;
};

interface WithFiles {
  readonly entry: string;
  readonly engine?: string;
  readonly drivers?: readonly { readonly entry: string }[];
}

const filesOf = ({ entry, engine, drivers = [] }: WithFiles, pointer: string) => [
  { pointer: `${pointer}/entry`, entry },
  ...(engine === undefined ? [] : [{ pointer: `${pointer}/engine`, entry: engine }]),
  ...drivers.map((driver, index) => ({ pointer: `${pointer}/drivers/${index}/entry`, entry: driver.entry })),
];

/** The text of every skill, with its place in the manifest. */
export const skillFilesOf = ({ contributes: { skills = [] } }: Manifest) =>
  skills.map(({ path }, index) => ({
    pointer: `/contributes/skills/${index}/path`,
    entry: `${path}/SKILL.md`,
  }));

/** Every schema of settings, with its place in the manifest. */
export const settingsSchemasOf = ({ contributes, config }: Manifest) => [
  ...(config ? [{ pointer: '/config/schema', schema: config.schema }] : []),
  ...(contributes.connectors ?? []).map(({ config: { schema } }, index) => ({
    pointer: `/contributes/connectors/${index}/config/schema`,
    schema,
  })),
  ...(contributes.jobs ?? []).flatMap(({ params }, index) =>
    params ? [{ pointer: `/contributes/jobs/${index}/params`, schema: params }] : [],
  ),
];
