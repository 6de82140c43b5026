import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import { reservedVariables } from '../../../config/reserved-variables.ts';
import { configSchema } from '../../../config/schema.ts';
import { readYamlFile } from '../../../config/yaml-file.ts';
import { instanceConfig } from '../../../host/app/instance-config.ts';
import { rehearsal } from '../../../host/app/rehearsal.ts';
import type { Plugins } from '../../../host/kernel/plugins.ts';
import { knownFields } from '../../../host/settings/known-fields.ts';
import { editableSections } from '../../../host/settings/sections.ts';
import { Settings } from '../../../host/settings/settings.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { secretSeal } from '../../../host/store/secrets/secret-seal.ts';
import { Secrets } from '../../../host/store/secrets/secrets.ts';
import { StoredSecrets } from '../../../host/store/secrets/stored-secrets.ts';
import { freshStore } from '../../support/fresh-store.ts';

/** What a test says about the place. */
export interface LabOptions {
  readonly folder: string;
  readonly plugins: Plugins;
  readonly env?: Readonly<Record<string, string>>;
  /** Below the smallest instance.yaml. */
  readonly yaml?: string;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly crash?: string;
}

const smallest = `
instance: { name: Acme }
auth: { allowed_domain: "" }
server: { host: 127.0.0.1, hostname: localhost }
overlay: { variables: [COMPANY] }
`;

const crashing = (crash: string | undefined) => (crash === undefined ? {} : { crash });

/** The editor of a host that does not run, on files and a database of its own. */
export const openSettings = async (options: LabOptions) => {
  const { folder, plugins, env = {}, yaml = '', addresses = {}, crash } = options;
  const base = join(folder, 'instance.yaml');
  await writeFile(base, smallest + yaml);
  const state = join(folder, 'state');
  const now = Date.now;
  const store = await freshStore({ folder: state, now, hostVersion: '0.0.0', ...crashing(crash) });
  const conditions = new Conditions({ store, now });
  const seal = await secretSeal(state);
  const storedSecrets = await StoredSecrets.open({
    store,
    seal,
    conditions,
    now,
    reserved: reservedVariables,
  });
  const secrets = new Secrets(env, reservedVariables, storedSecrets);
  const environment = { ...env, DATA_DIR: folder };
  const instance = await instanceConfig(base, environment);
  const file = join(state, 'instance.yaml');
  const settings = new Settings({
    store,
    secrets,
    storedSecrets,
    file,
    base: async () => (await readYamlFile(base)).value,
    fields: () => knownFields(configSchema, plugins.manifests()),
    editable: editableSections(configSchema),
    outbound: {
      guard: addressGuard(instance.config.egress.private),
      resolve: async (host) => addresses[host] ?? [],
    },
    rehearse: rehearsal({ instance, env: environment, plugins }),
  });
  return {
    store,
    secrets,
    settings,
    file,
    overlay: () => readFile(file, 'utf8').catch(() => undefined),
    /** What the next start reads. */
    next: async () => (await instanceConfig(base, environment)).config,
    log: () => store.read.selectFrom('audit_log').selectAll().orderBy('seq').execute(),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
};
