import { isUtf8 } from 'node:buffer';
import type { Secret } from '@agnes/sdk';

/** Fields whose values open doors, or may. */
const sensitive =
  /(token|secret|password|passwd|api[-_]?key|private[-_]?key|authorization|cookie|session|credentials?|signature)s?$/i;
/** Shorter values would blank out words that have nothing to do with them. */
const shortest = 6;

/** Headers of answers that a connector may go by. No other is kept: cookies and what else identifies somebody. */
export const harmlessHeader =
  /^(content-type|etag|last-modified|link|location|retry-after|x-(next|prev|total|page|per-page|ratelimit)[a-z-]*)$/;

/** The forms in which a value travels. */
const formsOf = (value: string): readonly string[] => [
  value,
  encodeURIComponent(value),
  Buffer.from(value).toString('base64'),
  Buffer.from(value).toString('base64url'),
  JSON.stringify(value).slice(1, -1),
];

/** Values of fields that sound like secrets, in a text that is JSON. */
export const sensitiveValues = (text: string): readonly string[] => {
  try {
    return valuesIn(JSON.parse(text));
  } catch {
    // What is no JSON has no fields.
    return [];
  }
};

const valuesIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) =>
        typeof inner === 'string' && sensitive.test(name) && inner.length >= shortest
          ? [inner]
          : valuesIn(inner),
      );

/** Puts `stripped-1` and its like in the place of values, the same for the same, so that pages still follow each other. */
export const stripper = (values: Iterable<string>): ((text: string) => string) => {
  const pairs = [...new Set(values)].flatMap((value, index) =>
    formsOf(value).map((form): readonly [string, string] => [form, `stripped-${index + 1}`]),
  );
  const longestFirst = pairs.toSorted(([a], [b]) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, [form, stand]) => rest.replaceAll(form, stand), text);
};

/** Whether a secret can be read out of bytes, in one of the forms that it travels in. */
export const holdsSecret = (bytes: Buffer, secrets: readonly Secret[]): boolean =>
  secrets
    .map((secret) => secret.reveal())
    .filter((value) => value.length >= shortest)
    .some((value) => formsOf(value).some((form) => bytes.includes(form)));

/** Bytes as they stand in a file of JSON. */
export const bodyOf = (bytes: Buffer): { readonly text: string } | { readonly base64: string } =>
  isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') };
