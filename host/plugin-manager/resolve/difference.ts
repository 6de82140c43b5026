import compare from 'semver/functions/compare.js';
import valid from 'semver/functions/valid.js';

/** A capability, one item of it at a time, as administrators are shown it. */
interface CapabilityItem {
  /** `network`, `secrets`, … */
  readonly kind: string;
  /** What is asked for, without the reason; the same text is the same power. */
  readonly what: string;
  readonly why: string;
}

/** What a version may do that the other may not. */
export interface CapabilityDiff {
  readonly added: readonly CapabilityItem[];
  readonly removed: readonly CapabilityItem[];
  /** The same power for another reason. */
  readonly reworded: readonly (CapabilityItem & { readonly was: string })[];
}

type Capabilities = Readonly<Record<string, unknown>>;

/** Compares two sets of capabilities, those of a manifest or those granted. More power needs a new yes. */
export const capabilityDiff = (from: Capabilities = {}, to: Capabilities = {}): CapabilityDiff => {
  const before = new Map(itemsOf(from).map((item) => [`${item.kind} ${item.what}`, item]));
  const after = new Map(itemsOf(to).map((item) => [`${item.kind} ${item.what}`, item]));
  return {
    added: [...after].filter(([key]) => !before.has(key)).map(([, item]) => item),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, item]) => item),
    reworded: [...after].flatMap(([key, item]) => {
      const was = before.get(key)?.why ?? item.why;
      return was === item.why ? [] : [{ ...item, was }];
    }),
  };
};

const itemsOf = (capabilities: Capabilities): readonly CapabilityItem[] =>
  Object.entries(capabilities).flatMap(([kind, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isObject).map(({ why, ...what }) => ({
      kind,
      what: sorted(what),
      why: typeof why === 'string' ? why : '',
    })),
  );

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? 'null';

/** One setting that differs. A masked value says that it changed and nothing else. */
export interface ConfigChange {
  /** JSON pointer. */
  readonly pointer: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly isMasked: boolean;
}

/** Told the place, and what stands there before and after. */
type IsSecret = (pointer: string, sides: readonly unknown[]) => boolean;

/** Compares settings, key by key. Values of what `isSecret` says are never told, nor is anything inside them. */
export const configDiff = (from: unknown, to: unknown, isSecret: IsSecret): readonly ConfigChange[] =>
  changesAt('', { from, to }, isSecret);

const changesAt = (
  pointer: string,
  { from, to }: { readonly from: unknown; readonly to: unknown },
  isSecret: IsSecret,
): readonly ConfigChange[] => {
  if (sorted(from) === sorted(to)) return [];
  if (isSecret(pointer, [from, to])) return [{ pointer, isMasked: true }];
  // One side alone may be an object: what is secret in it stays so.
  const sides = [from, to].filter(isObject);
  const others = [from, to].filter((side) => !isObject(side) && side !== undefined);
  if (sides.length > 0 && others.length === 0) {
    const keys = [...new Set(sides.flatMap((side) => Object.keys(side)))].sort();
    const at = (side: unknown, key: string): unknown => (isObject(side) ? side[key] : undefined);
    return keys.flatMap((key) =>
      changesAt(`${pointer}/${escaped(key)}`, { from: at(from, key), to: at(to, key) }, isSecret),
    );
  }
  // A list, or a value in place of an object, may hold anything: it is told only where nothing below is a secret.
  const isMasked = sides.length > 0 || [from, to].some(Array.isArray);
  return [{ pointer, isMasked, ...(!isMasked && { from, to }) }];
};

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The sections of a CHANGELOG.md above one version, up to and with another; newest first, as the page has them. */
export const changelogBetween = (text: string, from: string | undefined, to: string): string =>
  text
    .split(/^(?=##\s)/m)
    .filter((section) => {
      const version = valid(/^##\s+\[?v?([0-9][^\s\]]*)/.exec(section)?.[1] ?? '');
      if (version === null || compare(version, to) > 0) return false;
      return from === undefined || compare(version, from) > 0;
    })
    .join('')
    .trim();

/** Something that works otherwise from a version on. */
export interface BreakingNote {
  readonly version: string;
  readonly message: string;
}

/** The notes that concern whoever goes from one version to another, oldest first. */
export const breakingBetween = <Note extends BreakingNote>(
  notes: readonly Note[],
  from: string,
  to: string,
): readonly Note[] =>
  notes
    .filter(({ version }) => compare(version, from) > 0 && compare(version, to) <= 0)
    .toSorted((a, b) => compare(a.version, b.version));
