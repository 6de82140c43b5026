import { settingsInvalid } from '../../settings/errors.ts';
import { valueAt, withValue } from '../../settings/tree.ts';
import { type FormField, type FormPart, fieldName } from './form-parts.ts';

type Sent = Readonly<Record<string, string>>;

/** What a form that was sent changes, by section. A field that is as it was shown changes nothing. */
export const formPatch = (
  { fields }: FormPart,
  sent: Sent,
  tree: unknown,
): Readonly<Record<string, unknown>> => {
  const patch = fields.reduce<unknown>((at, field) => {
    const value = sentValue(field, sent, valueAt(tree, field.path));
    return value === undefined ? at : withValue(at, field.path, value);
  }, {});
  // Begun as an object; every path is at least a section and a field.
  return patch as Readonly<Record<string, unknown>>;
};

/** `undefined`: not changed. `null`: no longer said. */
const sentValue = (field: FormField, sent: Sent, now: unknown): unknown => {
  const name = fieldName(field);
  const { kind } = field.field;
  if (kind === 'bool') return boolOf(field, sent[name] !== undefined, now);
  if (kind === 'secret') return sent[`clear:${name}`] === undefined ? sent[name] || undefined : null;
  const text = sent[name];
  if (text === undefined) return undefined;
  return text.trim() === '' ? blankOf(field, now) : filledOf(field, text.replaceAll('\r\n', '\n'));
};

const boolOf = ({ field }: FormField, isOn: boolean, now: unknown): boolean | undefined =>
  isOn === (now ?? field.default ?? false) ? undefined : isOn;

const blankOf = ({ field }: FormField, now: unknown): unknown => {
  if (field.kind === 'string' && (field.required || field.default === '')) return '';
  if (field.kind === 'array' && Array.isArray(now) && now.length > 0) return [];
  return now === undefined ? undefined : null;
};

const filledOf = (field: FormField, text: string): unknown => {
  const { kind, items } = field.field;
  if (kind === 'int' || kind === 'float') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === 'map' || (kind === 'array' && !isPlain(items?.kind))) return jsonOf(field, text);
  if (kind !== 'array') return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
};

/** True for what is one line of a list. */
export const isPlain = (kind: string | undefined): boolean => kind === 'string' || kind === undefined;

const jsonOf = (field: FormField, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const fault = { key: fieldName(field), message: 'is no JSON', hint: 'Correct the brackets and quotes.' };
    throw settingsInvalid({ errors: [fault] }, { cause });
  }
};
