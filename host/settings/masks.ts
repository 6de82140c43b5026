import { inside, type KnownField } from './known-fields.ts';
import { type Branch, isBranch } from './tree.ts';

/** Words in a key whose value is never shown. */
export const secretKeyPatterns: readonly string[] = ['secret', 'token', 'password', 'api_key'];

const hidden = '***';
const empty = '<empty>';

/** True for what stands in the place of a secret: whoever sends it back does not mean it. */
export const isPlaceholder = (value: unknown): boolean => value === hidden || value === empty;

/** True when the value under this key is not shown. */
export const isMasked = (key: string, field: KnownField | undefined): boolean =>
  field?.kind === 'secret' || secretKeyPatterns.some((word) => key.toLowerCase().includes(word));

/** The value with placeholders for everything secret in it. */
export const maskedValue = (value: unknown, key: string, field: KnownField | undefined): unknown => {
  if (isMasked(key, field)) return value === undefined || value === '' || value === null ? empty : hidden;
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, '', field?.items));
  if (!isBranch(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      maskedValue(inner, name, field && inside(field, name)),
    ]),
  );
};

/** A list that was shown with placeholders and came back: each is replaced by what it stood for. */
export const unmasked = (sent: unknown, shown: unknown): unknown => {
  if (Array.isArray(sent)) return sent.map((item, index) => unmasked(item, twinOf(item, index, shown)));
  if (!isBranch(sent)) return sent;
  const known: Branch = isBranch(shown) ? shown : {};
  return Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) => {
      const was = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!isPlaceholder(value)) return [[name, unmasked(value, was)]];
      return was === undefined ? [] : [[name, was]];
    }),
  );
};

/** The item it was: that of the same name; where items have none, that at the same place. */
const twinOf = (item: unknown, index: number, shown: unknown): unknown => {
  if (!Array.isArray(shown)) return undefined;
  const name = isBranch(item) ? item['name'] : undefined;
  return name === undefined ? shown[index] : shown.find((one) => isBranch(one) && one['name'] === name);
};
