import type { KnownConnector } from '../../registry/source.ts';
import type { Field } from '../fields.ts';

/** The part of a JSON schema a form is made from. */
interface Node {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: unknown;
  readonly default?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
}

type Form = Readonly<Record<string, string>>;

/** Fields of settings begin with this; those of the source itself do not. */
export const settingPrefix = 'config-';

/** One field for each setting of a connector, by its schema. */
export const settingFields = (connector: KnownConnector): readonly Field[] => {
  const { properties = {}, required = [] } = schemaOf(connector);
  return Object.entries(properties).map(([name, node]) => ({
    name: `${settingPrefix}${name}`,
    label: node.title ?? labelOf(name),
    hint: hintOf(name, node, connector),
    required: required.includes(name),
    ...shapeOf(node),
  }));
};

/** What stands in the form for settings that are there. */
export const formOfSettings = (
  config: Readonly<Record<string, unknown>>,
  connector: KnownConnector,
): Form => {
  const { properties = {} } = schemaOf(connector);
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [`${settingPrefix}${name}`, textOf(config[name], node)]),
  );
};

/** The settings a form stands for; `null` for what is empty, so that saving takes it away. */
export const settingsOfForm = (form: Form, connector: KnownConnector): Readonly<Record<string, unknown>> => {
  const { properties = {} } = schemaOf(connector);
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => {
      const text = (form[`${settingPrefix}${name}`] ?? '').trim();
      return [name, text === '' ? null : readValue(text, node)];
    }),
  );
};

/** The same without what is empty, for a source to be. */
export const settingsGiven = (form: Form, connector: KnownConnector): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(settingsOfForm(form, connector)).filter(([, value]) => value !== null));

// The manifest check has seen that it is a JSON schema of an object.
const schemaOf = ({ contribution }: KnownConnector): Node => contribution.config.schema as Node;

const labelOf = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

const shapeOf = (node: Node): Pick<Field, 'kind' | 'choices'> => {
  if (node.enum) return { choices: choicesOf(node.enum.map(String)) };
  if (node.type === 'boolean') return { choices: choicesOf(['true', 'false']) };
  return isNested(node) || isTextList(node) ? { kind: 'area' } : {};
};

const choicesOf = (words: readonly string[]) => ({
  '': 'As the connector does',
  ...Object.fromEntries(words.map((word) => [word, word])),
});

const isTextList = ({ type, items }: Node): boolean => type === 'array' && items?.type === 'string';
const isNested = ({ type }: Node): boolean => type === 'object' || type === 'array';

const hintOf = (name: string, node: Node, connector: KnownConnector): string => {
  const hosts = connector.manifest.capabilities?.network ?? [];
  const isSecret = node.format === 'secret' || hosts.some(({ secret }) => secret?.config === name);
  return [
    node.description,
    isSecret && 'The name of the environment variable that holds it, never the secret itself; *** leaves it.',
    isTextList(node) && 'One a line.',
    isNested(node) && !isTextList(node) && 'As JSON.',
    node.default !== undefined && `Empty: ${JSON.stringify(node.default)}.`,
  ]
    .filter(Boolean)
    .join(' ');
};

const textOf = (value: unknown, node: Node): string => {
  if (value === undefined || value === null) return '';
  if (isTextList(node) && Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

// What does not fit its type stays text: the schema of the connector says what is wrong with it.
const readValue = (text: string, node: Node): unknown => {
  if (isTextList(node)) return text.split(/\r?\n/).flatMap((line) => line.trim() || []);
  if (node.type === 'boolean') return text === 'true';
  if (node.type === 'integer' || node.type === 'number')
    return Number.isNaN(Number(text)) ? text : Number(text);
  return isNested(node) ? jsonOr(text) : text;
};

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
