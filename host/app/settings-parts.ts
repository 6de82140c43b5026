import { lookup } from 'node:dns/promises';
import { addressGuard } from '@agnes/sdk/extract';
import { configSchema } from '../../config/schema.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { placeOf } from '../kernel/egress.ts';
import type { OutboundRules } from '../kernel/outbound-url.ts';
import type { Registry } from '../registry/registry.ts';
import { knownFields } from '../settings/known-fields.ts';
import { editableSections } from '../settings/sections.ts';
import { Settings } from '../settings/settings.ts';
import { Wizard } from '../settings/wizard.ts';
import type { Outside } from './outside.ts';
import { overlayPath } from './overlay-to-be.ts';
import { rehearsal } from './rehearsal.ts';

/* The editor of the settings, as in `parts.ts`. */

/** Where the host itself may connect to for administrators. */
export const outboundOf = ({ config, outbound }: Outside): OutboundRules => ({
  guard: addressGuard(config.egress.private),
  resolve: async (host) => {
    const known = placeOf(host, outbound.resolve);
    return known ? [known.address] : (await lookup(host, { all: true })).map(({ address }) => address);
  },
});

export const settingsOf = (parts: Outside) =>
  new Settings({
    store: parts.store,
    secrets: parts.secrets,
    storedSecrets: parts.storedSecrets,
    file: overlayPath(parts.dataDir),
    base: async () => (await readYamlFile(parts.instance.base)).value,
    fields: () => knownFields(configSchema, parts.plugins.manifests()),
    editable: editableSections(configSchema),
    outbound: outboundOf(parts),
    rehearse: rehearsal(parts),
  });

export const wizardOf = (parts: Outside & { readonly settings: Settings; readonly registry: Registry }) =>
  new Wizard({
    settings: parts.settings,
    registry: parts.registry,
    storedSecrets: parts.storedSecrets,
    store: parts.store,
    outbound: outboundOf(parts),
    privateAllowed: parts.config.egress.private,
    terms: parts.outbound,
  });
