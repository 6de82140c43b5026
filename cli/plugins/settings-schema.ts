import { badUsage } from '../errors.ts';
import { type JsonObject, objectOf, objectsOf, readJson, textOf } from '../json/values.ts';

/** One setting of a plugin, as its schema says. */
export interface Setting {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly type: string | undefined;
  readonly choices: readonly unknown[];
  /** What it is now: as stored, or its default; of a secret whether there is one, as `***`. */
  readonly current: unknown;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
}

/** The settings of a plugin in the order of its form, as the server tells them. */
export const settingsIn = (plugin: JsonObject): readonly Setting[] => {
  const schema = objectOf(plugin['config_schema']);
  const properties = objectOf(schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const secrets = secretKeys(objectOf(objectOf(plugin['manifest'])['capabilities']));
  const current = objectOf(plugin['config']);
  return ordered(Object.keys(properties), objectOf(plugin['config_ui'])['order']).map((key) => {
    const property = objectOf(properties[key]);
    return {
      key,
      title: textOf(property['title']) ?? key,
      description: textOf(property['description']) ?? '',
      type: textOf(property['type']),
      choices: choicesOf(property),
      current: current[key] ?? property['default'],
      isSecret: property['format'] === 'secret' || secrets.includes(key) || current[key] === '***',
      isRequired: required.includes(key),
    };
  });
};

const ordered = (keys: readonly string[], order: unknown): readonly string[] => {
  const first = Array.isArray(order) ? order.filter((key) => keys.includes(key)) : [];
  return [...first, ...keys.filter((key) => !first.includes(key))];
};

/** Either form in which schemas list what a value may be. */
const choicesOf = (property: JsonObject): readonly unknown[] => {
  if (Array.isArray(property['enum'])) return property['enum'];
  const constants = objectsOf(property['anyOf'] ?? property['oneOf']).flatMap((one) => one['const'] ?? []);
  return constants;
};

/** The first part of the path of each setting that names a secret. */
const secretKeys = ({ secrets, network }: JsonObject): readonly string[] =>
  [...objectsOf(secrets), ...objectsOf(network).map(({ secret }) => objectOf(secret))].flatMap(
    ({ config }) => textOf(config)?.split('.')[0] ?? [],
  );

const secretName = /^[A-Z][A-Z0-9_]{0,63}$/;

/** The value that a text stands for; throws when it cannot be one of this setting. */
export const settingValue = (text: string, { key, type, choices, isSecret }: Setting): unknown => {
  if (isSecret) return secretIn(text, key);
  const read = type === 'string' ? text : (readJson(text) ?? text);
  if (choices.length > 0 && !choices.includes(read))
    throw badUsage({
      reason: `"${text}" is none of the values of ${key}.`,
      hint: `One of: ${choices.join(', ')}`,
    });
  if ((type === 'integer' || type === 'number') && typeof read !== 'number')
    throw badUsage({ reason: `${key} takes a number, not "${text}".`, hint: `Example: --set ${key}=1` });
  if (type === 'boolean' && typeof read !== 'boolean')
    throw badUsage({
      reason: `${key} takes true or false, not "${text}".`,
      hint: `Example: --set ${key}=true`,
    });
  return read;
};

/** Settings hold the name of a secret, never the secret. */
const secretIn = (text: string, key: string): string => {
  if (secretName.test(text)) return text;
  throw badUsage({
    reason: `${key} is a secret: it takes the name under which the server keeps it, in capital letters.`,
    hint: `Store it with agnes admin secret set NAME, then give --set ${key}=NAME`,
  });
};
