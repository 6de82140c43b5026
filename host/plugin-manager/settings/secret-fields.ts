import type { Manifest } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import type { Leaf } from '../../settings/changes.ts';
import { fieldOf, type KnownField } from '../../settings/known-fields.ts';
import { isMasked } from '../../settings/masks.ts';
import type { Path } from '../../settings/tree.ts';
import { secretName } from '../../store/secrets/secrets.ts';

type SecretOwner = Pick<Manifest, 'config' | 'capabilities'> & Partial<Pick<Manifest, 'contributes'>>;

/** What is known of the settings of a plugin; what names a secret is one. */
export const settingsField = (owner: SecretOwner): KnownField =>
  // The manifest check has let the schema pass: it is one of an object.
  secretPaths(owner).reduce<KnownField>((field, path) => withSecret(field, path.split('.')), {
    ...fieldOf(owner.config?.schema ?? {}),
    kind: 'object',
  });

/** The field with a secret at a path inside it. */
export const withSecret = (field: KnownField, [name, ...rest]: Path): KnownField => {
  if (name === undefined) return { ...field, kind: 'secret' };
  const key = name.replace(/\[\]$/, '');
  const inner = field.fields?.[key] ?? { kind: key === name ? 'object' : 'array' };
  const each = inner.items ?? { kind: 'object' };
  const next = key === name ? withSecret(inner, rest) : { ...inner, items: withSecret(each, rest) };
  return { ...field, fields: { ...field.fields, [key]: next } };
};

/**
 * True for a text that is a secret: its schema says so, or it or what it lies in is called one, and it does not only say
 * where, how or by whom one is used. The path begins with the settings of the plugin.
 */
export const isSecretText = ({ path, keys = path, field, value }: Leaf): boolean => {
  if (typeof value !== 'string') return false;
  if (field?.kind === 'secret') return true;
  if (field?.kind === 'select' || field?.format === 'url') return false;
  return keys.some(soundsSecret) && !besides.test(keys.at(-1) ?? '');
};

/** True for what is never shown: the same texts, and whatever its schema calls a secret. */
export const isHidden = (leaf: Leaf): boolean => leaf.field?.kind === 'secret' || isSecretText(leaf);

/** True for a text that stands for itself: no name of a secret, and no variable. */
export const isTypedOut = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && !secretName.test(value) && !isVariable(value);

/** True for `${NAME}`. */
export const isVariable = (value: unknown): boolean =>
  typeof value === 'string' && /^\$\{[^}]+\}$/.test(value);

const soundsSecret = (name: string): boolean => isMasked(name, undefined) || words.test(name);

const words = /apikey|((^|_)(passwd|passphrase|private_?key|credentials?)$)/i;

/** Texts beside a secret that tell where, how or by whom it is used. */
const besides =
  /(url|uri|endpoint|host|domain|path|file|header|prefix|param|type|kind|mode|method|scheme|format|algorithm|scopes?|audience|issuer|name|id|label|hint|at|ttl|policy|user|email|region)$/i;
