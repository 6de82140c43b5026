import { isRecord } from './plugin-fields.ts';

/** Another plugin that one needs, by the name that clients know it by. */
interface Dependency {
  readonly name: string;
  /** Where it is to come from; absent: wherever. */
  readonly marketplace?: string | undefined;
}

/** Somebody whom a dependency may mean. */
interface Candidate {
  readonly plugin: string;
  readonly manifestName: string;
  readonly marketplace: string;
  readonly catalogName?: string | undefined;
}

/** Reads a dependency: a name, `name@marketplace`, or an object with both. */
export const dependencyOf = (value: unknown): Dependency | undefined => {
  if (isRecord(value)) {
    const { name, marketplace } = value;
    if (typeof name !== 'string') return undefined;
    return { name, marketplace: typeof marketplace === 'string' ? marketplace : undefined };
  }
  if (typeof value !== 'string') return undefined;
  const [name = '', marketplace] = value.split('@');
  return { name, marketplace };
};

/** A dependency in one word, as plugins write it. */
export const dependencyText = ({ name, marketplace }: Dependency): string =>
  marketplace === undefined ? name : `${name}@${marketplace}`;

/** True when this plugin is the one that is needed. */
export const isMeant = ({ name, marketplace }: Dependency, candidate: Candidate): boolean =>
  (candidate.manifestName === name || candidate.plugin === name) &&
  (marketplace === undefined ||
    candidate.marketplace === marketplace ||
    candidate.catalogName === marketplace);
