import { checkerFor, type Manifest } from '@agnes/sdk';
import { safe } from './safe-html.ts';

type Values = Readonly<Record<string, unknown>>;

/** The settings of its only connector, else of the plugin. */
const settingsSchemaOf = ({ contributes, config }: Manifest): Values | undefined =>
  (contributes.connectors?.[0]?.config ?? config)?.schema;

/** One labelled field for every setting, as an administrator would fill them in. */
export const fieldsOf = (manifest: Manifest, values: Values): readonly string[] => {
  const schema = settingsSchemaOf(manifest);
  const required: unknown = schema?.['required'];
  return propertiesOf(schema).map(([name, property]) =>
    fieldOf({
      name,
      property,
      value: values[name] ?? property['default'],
      isRequired: Array.isArray(required) && required.includes(name),
    }),
  );
};

/** The settings that a form was sent with, or what is wrong with them. */
export const takenSettings = (
  manifest: Manifest,
  form: URLSearchParams,
): { readonly config: Values } | { readonly faults: readonly string[] } => {
  const sent = sentSettings(manifest, form);
  const checked = checkerFor({ ...settingsSchemaOf(manifest) })(sent);
  if (checked.ok) return { config: sent };
  return { faults: checked.faults.map(({ loc, msg }) => `${loc} ${msg}`.trim()) };
};

/** As the schema wants them; what is left empty is not there. */
const sentSettings = (manifest: Manifest, form: URLSearchParams): Values =>
  Object.fromEntries(
    propertiesOf(settingsSchemaOf(manifest)).flatMap(([name, { type }]) => {
      const text = form.get(name) ?? '';
      if (type === 'boolean') return [[name, text === 'on']];
      return text === '' ? [] : [[name, readValue(type, text)]];
    }),
  );

const propertiesOf = (schema: Values | undefined): readonly (readonly [string, Values])[] =>
  Object.entries(Object(schema?.['properties']));

interface Field {
  readonly name: string;
  readonly property: Values;
  readonly value: unknown;
  readonly isRequired: boolean;
}

const fieldOf = ({ name, property, value, isRequired }: Field): string => {
  const { title = name, description, type, format } = property;
  const hint = format === 'secret' ? 'Name of a secret, not the secret itself.' : '';
  const label = `${safe(String(title))}${isRequired ? ' (required)' : ''}`;
  const help = [description, hint]
    .filter((text) => text)
    .map((text) => `<br><small>${safe(String(text))}</small>`);
  return `<label>${label}${help.join('')}<br>${inputOf(name, type, value)}</label>`;
};

const inputOf = (name: string, type: unknown, value: unknown): string => {
  if (type === 'boolean')
    return `<input type="checkbox" name="${safe(name)}"${value === true ? ' checked' : ''}>`;
  const kind = type === 'integer' || type === 'number' ? 'number' : 'text';
  return `<input type="${kind}" name="${safe(name)}" value="${safe(textOf(value))}">`;
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const readValue = (type: unknown, text: string): unknown => {
  if (type === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    // The schema says what is wrong with it.
    return text;
  }
};
