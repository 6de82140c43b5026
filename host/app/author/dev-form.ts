import type { Manifest } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import { type Branch, isBranch, valueAt, withValue } from '../../settings/tree.ts';
import { formFaults } from '../../web/schema-form/check.ts';
import { fieldsOf, formParts, type Part } from '../../web/schema-form/parts.ts';
import { settingsOfForm } from '../../web/schema-form/read.ts';
import { kept, type SchemaNode } from '../../web/schema-form/schema.ts';
import { schemaFormView } from '../../web/schema-form/view.ts';

/** The form of the settings of its only connector, else of the plugin: what `schema-form.mustache` is filled with. */
export const settingsFormOf = (manifest: Manifest, values: Branch): { readonly parts: readonly object[] } => {
  const parts = partsOf(manifest);
  return schemaFormView(parts, { current: hidden(parts, values) });
};

/** The settings that a form was sent with, or what is wrong with them. */
export const takenSettings = (
  manifest: Manifest,
  values: Branch,
  form: URLSearchParams,
): { readonly config: Branch } | { readonly faults: readonly string[] } => {
  const parts = partsOf(manifest);
  const sent = settingsOfForm(parts, { form: Object.fromEntries(form), current: hidden(parts, values) });
  const config = secretsOf(parts).reduce<unknown>(
    (tree, path) => (valueAt(tree, path) === kept ? withValue(tree, path, valueAt(values, path)) : tree),
    sent,
  );
  const settings = isBranch(config) ? config : {};
  const faults = formFaults(schemaOf(manifest), parts, settings);
  return faults.length === 0
    ? { config: settings }
    : { faults: faults.map(({ label, fault }) => `${label}: ${fault}`) };
};

// The manifest check has seen that it is a JSON schema of an object.
const schemaOf = ({ contributes, config }: Manifest): SchemaNode =>
  ((contributes.connectors?.[0]?.config ?? config)?.schema ?? {}) as SchemaNode;

const partsOf = (manifest: Manifest): readonly Part[] =>
  formParts(schemaOf(manifest), { secrets: secretPaths(manifest) });

const secretsOf = (parts: readonly Part[]) =>
  fieldsOf(parts)
    .filter(({ secret }) => secret)
    .map(({ path }) => path);

/** As it is shown: a secret that is set is not. */
const hidden = (parts: readonly Part[], values: Branch): Branch => {
  const shown = secretsOf(parts).reduce<unknown>(
    (tree, path) => (valueAt(tree, path) === undefined ? tree : withValue(tree, path, kept)),
    values,
  );
  return isBranch(shown) ? shown : {};
};
