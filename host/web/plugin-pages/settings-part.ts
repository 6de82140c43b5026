import { planBody } from '../../plugin-manager/asked-wire.ts';
import { type FormFault, formFaults } from '../schema-form/check.ts';
import { formParts, type Part } from '../schema-form/parts.ts';
import { patchOfForm, settingsOfForm } from '../schema-form/read.ts';
import type { SchemaNode } from '../schema-form/schema.ts';
import { schemaFormView, summaryOf } from '../schema-form/view.ts';
import type { PluginDetail } from './seen.ts';

/** True when a plan may be asked for other settings. */
const takesSettings = 'config' in planBody.properties;

type Form = Readonly<Record<string, string>>;

/** A form of settings that was refused. */
export interface RefusedForm {
  readonly typed: Form;
  readonly faults: readonly FormFault[];
}

interface Capabilities {
  readonly network?: readonly { readonly secret?: { readonly config: string } }[];
  readonly secrets?: readonly { readonly config: string }[];
}

/** Settings that the manifest hands on as secrets, whatever their schema calls them. */
const secretsOf = ({ manifest }: PluginDetail): readonly string[] => {
  // As the manifest check has let it through.
  const { network = [], secrets = [] } = (manifest?.['capabilities'] ?? {}) as Capabilities;
  return [
    ...network.flatMap(({ secret }) => (secret ? [secret.config] : [])),
    ...secrets.map(({ config }) => config),
  ];
};

const partsOf = (plugin: PluginDetail): readonly Part[] =>
  formParts(schemaOf(plugin), { secrets: secretsOf(plugin), order: plugin.config_ui });

// The manifest check has seen that it is a JSON schema of an object.
const schemaOf = ({ config_schema }: PluginDetail): SchemaNode => (config_schema ?? {}) as SchemaNode;

/** The form of a plugin's settings; none where it has no settings. */
export const settingsForm = (plugin: PluginDetail, refused?: RefusedForm): object | undefined => {
  const parts = partsOf(plugin);
  if (parts.length === 0) return undefined;
  const { typed, faults = [] } = refused ?? {};
  const shown = { current: plugin.config, typed, faults, origins: plugin.config_sources };
  return { faults: summaryOf(faults) ?? false, can_plan: takesSettings, ...schemaFormView(parts, shown) };
};

/** What a form of settings changes, and what is wrong with it. */
export const settingsSent = (
  plugin: PluginDetail,
  form: Form,
): { readonly patch: Readonly<Record<string, unknown>>; readonly faults: readonly FormFault[] } => {
  const parts = partsOf(plugin);
  const sent = { form, current: plugin.config };
  return {
    patch: patchOfForm(parts, sent),
    faults: formFaults(schemaOf(plugin), parts, settingsOfForm(parts, sent)),
  };
};
