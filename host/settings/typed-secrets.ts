import { secretName } from '../store/secrets/secrets.ts';
import type { SecretDraft } from '../store/secrets/stored-secret.ts';
import { type Change, fieldAt, type Leaf, leavesOf, mapLeaves } from './changes.ts';
import type { KnownField } from './known-fields.ts';
import { type Path, valueAt } from './tree.ts';

/** What is needed to tell the name of a secret from a secret. */
export interface TypedDeps {
  readonly hasSecret: (name: string) => boolean;
  /** True for a name that is to go on leading to what it leads to now. Absent: none is. */
  readonly isTaken?: (name: string) => boolean;
  /** True for what is a secret. Absent: what its field says. */
  readonly isSecret?: (leaf: Leaf) => boolean;
  readonly root: KnownField;
  /** The settings as they are about to be. */
  readonly next: unknown;
}

/** The changes with names in the place of secrets, and the secrets that go to the store. */
export interface Typed {
  readonly changes: readonly Change[];
  readonly secrets: readonly SecretDraft[];
}

/**
 * Takes what was typed into fields for secrets out of the changes. The name of a secret that is there stays: it chooses
 * that one. The typed ones are bound to the hosts that stand beside them in the same settings.
 */
export const withoutSecrets = (changes: readonly Change[], deps: TypedDeps): Typed => {
  const secrets: SecretDraft[] = [];
  const { isSecret = ({ field }) => field?.kind === 'secret', isTaken = () => false } = deps;
  const replace = (leaf: Leaf): unknown => {
    const { path, value } = leaf;
    if (typeof value !== 'string' || value === '' || !isSecret(leaf)) return value;
    if (secretName.test(value) && deps.hasSecret(value)) return value;
    const isGiven = (name: string) => isTaken(name) || secrets.some((one) => one.name === name);
    const name = freeName(nameFor(path), isGiven);
    const owner = { type: 'config', id: path.join('.') } as const;
    secrets.push({ name, value, owner, boundHosts: hostsBeside(path, deps) });
    return name;
  };
  const replaced = changes.map((change) => {
    const { path, field, after } = change;
    return { ...change, after: mapLeaves({ path, field, value: after }, replace) };
  });
  return { changes: replaced, secrets };
};

/** `auth.google.client_secret_env` → `AUTH_GOOGLE_CLIENT_SECRET`. */
const nameFor = (path: Path): string => {
  const words = path
    .join('_')
    .replace(/_env$/, '')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_');
  return words.slice(-64).replace(/^[^A-Z]+/, '');
};

const freeName = (name: string, isTaken: (name: string) => boolean): string => {
  let number = 1;
  const numbered = () => (number === 1 ? name : `${name.slice(0, 60)}_${number}`);
  while (isTaken(numbered())) number += 1;
  return numbered();
};

const hostsBeside = (path: Path, { root, next }: TypedDeps): readonly string[] => {
  const place = path.slice(0, path[0] === 'plugins' ? 3 : 2);
  const beside = { path: place, field: fieldAt(root, place), value: valueAt(next, place) };
  const hosts = leavesOf(beside).flatMap(({ field, value }) =>
    field?.format === 'url' ? (URL.parse(String(value))?.hostname ?? []) : [],
  );
  return [...new Set(hosts.map((host) => host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')))];
};
