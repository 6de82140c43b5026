import { isDeepStrictEqual } from 'node:util';
import type { FieldPart } from './parts.ts';
import { isJson, isLines, kept, type SchemaNode, wordsOf } from './schema.ts';

/** The one control that fits a field; all others are false. */
export interface Control {
  readonly line:
    | false
    | { readonly text: string; readonly mode: string; readonly most: number; readonly usual: string };
  readonly area: false | { readonly text: string; readonly rows: number };
  readonly select: false | { readonly options: readonly Option[] };
  /** Not shown: it is written, or it stays. */
  readonly secret:
    | false
    | {
        readonly set: boolean;
        readonly type: string;
        readonly complete: string;
        /** What is typed is shown as dots although it is no password to the browser. */
        readonly veiled: boolean;
      };
}

interface Option {
  readonly word: string;
  readonly called: string;
  readonly chosen: boolean;
}

/** What stands in a field: what was typed into it, else the value. */
interface Standing {
  readonly text: string | undefined;
  readonly value: unknown;
  readonly veiled: boolean;
}

const none: Control = { line: false, area: false, select: false, secret: false };
const longest = 5_000;

/** Chooses and fills it. */
export const controlOf = ({ node, secret, required }: FieldPart, standing: Standing): Control => {
  const isSet = standing.value === kept;
  if (secret) return secretOf(isSet, standing.veiled);
  // Its name looks like that of a secret, and the host does not show it.
  if (isSet) return { ...none, secret: { set: true, type: 'text', complete: 'off', veiled: false } };
  // A default is shown as what holds while nothing is said.
  const isDefault = node.default !== undefined && isDeepStrictEqual(standing.value, node.default);
  const text = standing.text ?? (isDefault ? '' : textOf(standing.value, node));
  const words = node.type === 'boolean' ? [true, false] : wordsOf(node);
  if (words) return { ...none, select: { options: optionsOf(words, { node, text, required }) } };
  // Browsers take line breaks out of what has one line.
  if (isLines(node) || isJson(node) || text.includes('\n')) {
    return { ...none, area: { text, rows: Math.min(12, text.split('\n').length + 1) } };
  }
  const { default: usual = '', maxLength = longest } = node;
  return {
    ...none,
    line: { text, mode: modeOf(node), most: Math.min(maxLength, longest), usual: String(usual) },
  };
};

const secretOf = (set: boolean, veiled: boolean): Control => {
  const how = veiled ? { type: 'text', complete: 'off' } : { type: 'password', complete: 'new-password' };
  return { ...none, secret: { set, veiled, ...how } };
};

const optionsOf = (
  words: readonly unknown[],
  { node, text, required }: { readonly node: SchemaNode; readonly text: string; readonly required: boolean },
): readonly Option[] => {
  const usual = node.default === undefined ? 'Not set' : `As usual: ${wordOf(node.default)}`;
  const empty = required && node.default === undefined ? 'Choose one' : usual;
  const all = words.map((word) => ({
    word: String(word),
    called: wordOf(word),
    chosen: String(word) === text,
  }));
  return [{ word: '', called: empty, chosen: text === '' }, ...all];
};

const wordOf = (word: unknown): string => {
  if (typeof word === 'boolean') return word ? 'Yes' : 'No';
  return String(word);
};

const modeOf = ({ type, format }: SchemaNode): string => {
  if (type === 'integer') return 'numeric';
  if (type === 'number') return 'decimal';
  return format === 'url' ? 'url' : 'text';
};

const textOf = (value: unknown, node: SchemaNode): string => {
  if (value === undefined || value === null) return '';
  if (isLines(node) && Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
};
