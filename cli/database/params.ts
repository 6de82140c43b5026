import { badUsage } from '../errors.ts';
import { parseExact } from '../json/exact.ts';

/** A value that takes the place of a `$name`. */
type ParamValue = string | number | boolean | null;

/** Values by the name that the statement gives them. */
export type Params = Readonly<Record<string, ParamValue>>;

/** The values of `--param name=value`: numbers, `true`, `false` and `null` as such, text in quotes or as it stands. */
export const paramsOf = (given: readonly string[]): Params => {
  const params: Record<string, ParamValue> = {};
  for (const one of given) {
    const [, name, text = ''] = /^\$?([A-Za-z_]\w*)=(.*)$/s.exec(one) ?? [];
    if (name === undefined) throw wrong(`--param takes name=value, not "${one.slice(0, 100)}".`);
    if (Object.hasOwn(params, name)) throw wrong(`--param gives "${name}" twice.`);
    params[name] = paramOf(text);
  }
  return params;
};

/** The part of a request that tells them; nothing where there are none. */
export const paramsBody = (params: Params): { readonly params?: Params } =>
  Object.keys(params).length > 0 ? { params } : {};

const paramOf = (text: string): ParamValue => {
  const value = jsonOf(text);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  // A number with more digits than this language keeps goes as text: the engine reads all of them.
  return typeof value === 'number' && Number.isFinite(value) && !isRounded(text, value) ? value : text;
};

/** Digits of a decimal number that this language surely keeps. */
const keptDigits = 15;

const isRounded = (text: string, value: number): boolean =>
  /^-?\d+$/.test(text) ? !Number.isSafeInteger(value) : text.replace(/\D/g, '').length > keptDigits;

const jsonOf = (text: string): unknown => {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
};

const wrong = (reason: string): Error =>
  badUsage({ reason, hint: `Example: --param since=2026-01-31 --param least=5 --param 'code="007"'` });
