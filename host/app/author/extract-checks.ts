import type { KitCheck } from './kit.ts';
import { wrongSecret } from './offer-checks.ts';
import type { Stage } from './stage.ts';
import { stormChecks } from './storm-checks.ts';

/** What is asked of a connector that opens DuckDB by itself; nothing of others. */
export const extractChecks = (stage: Stage): readonly KitCheck[] =>
  stage.writesExtract ? [contract(stage), ...ownConnections(stage)] : [];

const contract = (stage: Stage): KitCheck => ({
  level: 'L4',
  title: 'the extract that it leaves is as the contract says',
  run: async () => {
    const { extract } = await stage.baseline();
    if (extract === undefined) return [];
    if (extract.state === 'absent') return ['it left no extract.duckdb'];
    if (extract.state === 'unreadable') return [extract.why];
    return [
      ...extract.refused.map(({ name, code, why }) => `"${name}" is refused: ${why} (${code})`),
      ...extract.remote.map(({ name }) => `"${name}" is remote, and nothing takes that from a run`),
      ...extract.attaches.map(({ alias }) => `"${alias}" in _remote_attach is attached by nobody`),
    ];
  },
});

/** Rules about servers: where it connects by itself, no server stands in. */
const ownConnections = (stage: Stage): readonly KitCheck[] => {
  const { secrets = [], network = [] } = stage.parts.plugin.manifest.capabilities ?? {};
  const isHanded = secrets.length > 0 && !network.some(({ secret }) => secret);
  return [...(isHanded ? [wrongSecret(stage)] : []), ...(stage.hasNetwork ? [] : stormChecks(stage))].map(
    (check) => ({
      ...check,
      run: async () => ({
        notLooked: 'what DuckDB or the plugin connects to by itself, no server of the kit stands in for',
      }),
    }),
  );
};

/** Why a rule says nothing of this connector; nothing where it does. */
export const unlookedBy = async (stage: Stage, title: string): Promise<string | undefined> => {
  if (!stage.writesExtract) return undefined;
  if (title === 'times are told in UTC') return 'parquet holds times without a zone';
  if (!aboutState.has(title) || (await tellsState(stage))) return undefined;
  return 'no table of it has a state';
};

const aboutState: ReadonlySet<string> = new Set([
  'how far it has come never goes back',
  'behind a state of the future there is nothing',
]);

const tellsState = async (stage: Stage): Promise<boolean> => {
  const { outcome } = await stage.baseline();
  return outcome.tables.some((table) => table.status === 'read' && table.state !== undefined);
};
