import { ensureDevGroups } from '../access/dev-mode/dev-groups.ts';
import { systemIntent } from '../http/intent.ts';
import type { Identity } from '../identity/identity.ts';
import type { Memberships } from '../identity/memberships.ts';
import { ensureDevUser } from '../identity/setup/dev-user.ts';
import type { Registry } from '../registry/registry.ts';
import type { TableDraft } from '../registry/table.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SetupCode } from './host-type.ts';
import type { InstanceConfig } from './instance-config.ts';
import type { Outside } from './outside.ts';
import { type WantedSource, wantedSources } from './wanted-sources.ts';

interface Parts extends Pick<Outside, 'store' | 'now' | 'devMode'> {
  readonly identity: Identity;
  readonly registry: Registry;
  readonly access: Pick<Memberships, 'refresh' | 'seedAdmin'>;
  readonly conditions: Conditions;
}

interface Wanted {
  readonly instance: InstanceConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resetPassword: boolean;
}

/** Makes what the configuration says must be there: people first, then sources and their tables. */
export const provision = async (parts: Parts, wanted: Wanted): Promise<SetupCode | undefined> => {
  const { env, resetPassword, instance } = wanted;
  await parts.access.refresh();
  const [email, password] = [env['SEED_ADMIN_EMAIL'], env['SEED_ADMIN_PASSWORD']];
  await parts.identity.provision({
    ...(email && { seedAdminEmail: email }),
    ...(password && { seedAdminPassword: password }),
    resetPassword,
  });
  await provisionDevMode(parts);
  for (const source of wantedSources(instance.config, { connectors: parts.registry.connectors(), env })) {
    await provisionSource(parts, source);
  }
  return parts.identity.issueSetupCode();
};

const provisionDevMode = async ({ devMode, access, store, now }: Parts): Promise<void> => {
  if (!devMode) return;
  const userId = await ensureDevUser({ store, now, memberships: access }, devMode.email);
  await ensureDevGroups({ store, now, access }, { userId, groups: devMode.groups });
};

// A source that cannot be made is a condition: the others, and the host, go on.
const provisionSource = async ({ registry, conditions }: Parts, wanted: WantedSource): Promise<void> => {
  const { slug } = wanted;
  try {
    await makeSource(registry, wanted);
    await conditions.clear('source', slug, 'not_provisioned');
  } catch (cause) {
    await conditions.raise({
      subjectType: 'source',
      subjectId: slug,
      code: 'not_provisioned',
      severity: 'error',
      why: `The source "${slug}" of the configuration could not be made: ${(cause as Error).message}`,
      remedy: 'Correct its entry under `sources:` or `data_source:` and start the host again.',
    });
  }
};

/** Makes a source with its tables, or brings it to what is wanted; throws what is wrong with it. */
export const makeSource = async (registry: Registry, wanted: WantedSource): Promise<void> => {
  const { slug, type, title = slug, config, secrets, tables, isDefault = false } = wanted;
  await registry.ensureSource(
    { slug, type, title, config, secrets, isDefault },
    systemIntent('source.provision', slug),
  );
  for (const table of tables) {
    await registry.ensureTable(draftOf(table, wanted), systemIntent('register_table', table.name));
  }
};

const draftOf = (table: WantedSource['tables'][number], { slug, type }: WantedSource): TableDraft => ({
  name: table.name,
  sourceTable: table.source_table,
  sourceType: type,
  connection: slug,
  ...(table.bucket !== undefined && { bucket: table.bucket }),
  ...(table.folder !== undefined && { folder: table.folder }),
  ...(table.description !== undefined && { description: table.description }),
  ...(table.primary_key && { primaryKey: table.primary_key }),
});
