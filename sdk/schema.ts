import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';

export type { Static, TSchema } from 'typebox';
export { Type } from './type.ts';

/** One thing that is wrong with a value: where (JSON pointer), what, and ajv's word for the rule. */
export interface Fault {
  readonly loc: string;
  readonly msg: string;
  readonly type: string;
}

/** Either the value, with defaults filled in, or every fault at once. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Checks a value against one schema. The input is never changed. */
export type Checker<T> = (value: unknown) => Checked<T>;

/** How unknown keys and text are treated: `lenient` drops unknown keys, `text` reads numbers and booleans from text. */
export interface CheckerOptions {
  readonly unknownKeys?: 'refuse' | 'drop';
  readonly from?: 'json' | 'text';
  /** `later`: with the first value, since compiling costs every start; a schema that is wrong throws only then. */
  readonly compiled?: 'now' | 'later';
}

const instances = new Map<string, Ajv>();

const instanceFor = ({ unknownKeys = 'refuse', from = 'json' }: CheckerOptions): Ajv => {
  const key = `${unknownKeys} ${from}`;
  const known = instances.get(key);
  if (known) return known;
  const made = new Ajv({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
    verbose: true,
    useDefaults: true,
    coerceTypes: from === 'text' ? 'array' : false,
    removeAdditional: unknownKeys === 'drop',
    // Compiling is what a start pays for; the engine drops by itself what the optimiser would.
    code: { optimize: false },
    formats: formatsOf(),
  });
  instances.set(key, made);
  return made;
};

/** Formats a schema may name; `secret` marks a value that is never shown. */
const formatsOf = (): Record<string, true | RegExp> => ({
  secret: true,
  duration: /^\d+(ms|s|m|h|d)$/,
  'sql-identifier': /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  url: /^https?:\/\/\S+$/,
});

/** Compiles a schema once; the only door to ajv. Schemas come from us and from installed manifests, never from users. */
export const checkerFor = <S extends TSchema>(
  schema: S,
  options: CheckerOptions = {},
): Checker<Static<S>> => {
  let validate = options.compiled === 'later' ? undefined : compiled(schema, options);
  return (input) => {
    validate ??= compiled(schema, options);
    const value: unknown = structuredClone(input);
    if (validate(value)) return { ok: true, value: value as Static<S> };
    return { ok: false, faults: (validate.errors ?? []).filter(isTelling).map(faultOf) };
  };
};

const validators = new WeakMap<Ajv, WeakMap<TSchema, ValidateFunction>>();

/** Once for each schema, and no longer than somebody has it: those of plugins come and go with their versions. */
const compiled = (schema: TSchema, options: CheckerOptions): ValidateFunction => {
  const ajv = instanceFor(options);
  const known = validators.get(ajv) ?? new WeakMap<TSchema, ValidateFunction>();
  validators.set(ajv, known);
  const validate = known.get(schema) ?? ajv.compile(schema);
  known.set(schema, validate);
  // Its own memory of schemas never forgets.
  ajv.removeSchema(schema);
  return validate;
};

// `anyOf` repeats what its branches said; the branches of a union of words say it worse than the union.
const isTelling = (error: ErrorObject): boolean => error.keyword !== 'const';

const faultOf = (error: ErrorObject): Fault => ({
  loc: error.keyword === 'additionalProperties' ? pointerOf(error) : error.instancePath || '/',
  msg: messageOf(error),
  type: error.keyword,
});

const pointerOf = (error: ErrorObject): string =>
  `${error.instancePath}/${String(error.params['additionalProperty'])}`;

const messageOf = (error: ErrorObject): string => {
  if (error.keyword === 'additionalProperties') return unknownKey(error);
  if (error.keyword === 'required') return `"${String(error.params['missingProperty'])}" is missing`;
  const words = wordsOf(error.parentSchema);
  if (error.keyword === 'anyOf' && words.length > 0) return `must be one of ${words.join(', ')}`;
  return error.message ?? 'is not valid';
};

const unknownKey = (error: ErrorObject): string => {
  const key = String(error.params['additionalProperty']);
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const [near] = known
    .map((candidate) => ({ candidate, away: distance(candidate, key) }))
    .filter(({ away }) => away <= 2)
    .sort((a, b) => a.away - b.away)
    .map(({ candidate }) => candidate);
  return near ? `"${key}" is not a known key; did you mean "${near}"?` : `"${key}" is not a known key`;
};

const wordsOf = (schema: object | undefined): string[] => {
  const branches = (schema as { anyOf?: readonly { const?: unknown }[] } | undefined)?.anyOf ?? [];
  return branches.filter((branch) => branch.const !== undefined).map((branch) => String(branch.const));
};

/** Levenshtein distance, for "did you mean". */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const [diagonal = 0, above = 0, before = 0] = [row[j], row[j + 1], next[j]];
      next.push(left === right ? diagonal : 1 + Math.min(diagonal, above, before));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
