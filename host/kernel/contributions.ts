import type { Manifest } from '@agnes/sdk';
import type { Contributed } from './plugin-state.ts';

type Contributes = Partial<Manifest['contributes']>;

const listed = ({
  connectors = [],
  authProviders = [],
  resourceTypes = [],
  services = [],
  hooks = [],
}: Contributes) => ({ connectors, authProviders, resourceTypes, services, hooks });

/** Every contribution of a manifest, kinds that are absent as empty lists. */
export const contributionsOf = ({ contributes }: Manifest) => listed(contributes);

/** What a plugin brings, by id; nothing where its manifest could not be read. */
export const contributedBy = (manifest: Manifest | undefined): Contributed => {
  const { connectors, authProviders, resourceTypes, services, hooks } = listed(manifest?.contributes ?? {});
  return {
    connectors: connectors.map(({ id }) => id),
    authProviders: authProviders.map(({ id }) => id),
    resourceTypes: resourceTypes.map(({ key }) => key),
    services: services.map(({ id }) => id),
    hooks: [...new Set(hooks.flatMap(({ taps }) => taps))],
  };
};

/** What has to be unique in the instance, in words. Connectors, sign-in methods and services share one set of ids. */
export const contributionIds = (manifest: Manifest): readonly string[] => {
  const { connectors, authProviders, resourceTypes, services } = contributedBy(manifest);
  return [
    ...[...connectors, ...authProviders, ...services].map((id) => `The id "${id}"`),
    ...resourceTypes.map((key) => `The resource type "${key}"`),
  ];
};

/** Kinds of this manifest whose code runs inside the host process. */
export const inProcessKinds = (manifest: Manifest): readonly string[] => {
  const { connectors: _, ...inProcess } = contributionsOf(manifest);
  return Object.entries(inProcess)
    .filter(([, contributions]) => contributions.length > 0)
    .map(([kind]) => kind);
};

/** True when one of its connectors is run without the confinement of the others. */
export const opensDuckdb = ({ contributes }: Manifest): boolean =>
  (contributes.connectors ?? []).some(({ runtime }) => runtime === 'duckdb');

/** The file of every contribution, with its place in the manifest. */
export const entriesOf = (manifest: Manifest) =>
  Object.entries(contributionsOf(manifest)).flatMap(([kind, contributions]) =>
    contributions.map(({ entry }, index) => ({ pointer: `/contributes/${kind}/${index}/entry`, entry })),
  );

/** Every schema of settings, with its place in the manifest. */
export const settingsSchemasOf = ({ contributes, config }: Manifest) => [
  ...(config ? [{ pointer: '/config/schema', schema: config.schema }] : []),
  ...(contributes.connectors ?? []).map(({ config: { schema } }, index) => ({
    pointer: `/contributes/connectors/${index}/config/schema`,
    schema,
  })),
];
