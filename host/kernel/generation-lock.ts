import { hash } from 'node:crypto';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { conformanceSchema } from './conformance.ts';
import { generationInvalid } from './generation-errors.ts';

const closed = { additionalProperties: false } as const;
const sha256 = Type.String({ pattern: '^sha256-[0-9a-f]{64}$' });

/** Where a plugin came from. Nothing is ever fetched from there at a start. */
export const lockedSource = Type.Object(
  {
    type: Type.Union([
      Type.Literal('bundled'),
      Type.Literal('local'),
      Type.Literal('folder'),
      Type.Literal('archive'),
      Type.Literal('git'),
      Type.Literal('marketplace'),
      Type.Literal('bundle'),
      Type.Literal('dev'),
    ]),
    path: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    commit: Type.Optional(Type.String()),
    integrity: Type.Optional(Type.String()),
    marketplace: Type.Optional(Type.String()),
  },
  closed,
);

const entry = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,38}/[a-z0-9][a-z0-9-]{1,62}$' }),
    version: Type.String(),
    requested: Type.String({ description: 'The version or range that was asked for.' }),
    source: lockedSource,
    treeHash: Type.Optional(sha256),
    files: Type.Integer({ minimum: 0 }),
    bytes: Type.Integer({ minimum: 0 }),
    trust: Type.Union([Type.Literal('builtin'), Type.Literal('reviewed'), Type.Literal('unverified')]),
    enabled: Type.Boolean(),
    pinned: Type.Optional(Type.Boolean()),
    sources: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    grants: Type.Array(Type.String()),
    grantsHash: sha256,
    config: Type.Object(
      { version: Type.Integer(), hash: sha256, secretRefs: Type.Array(Type.String()) },
      closed,
    ),
    state: Type.Object({ version: Type.Integer() }, closed),
    conformance: Type.Optional(conformanceSchema),
  },
  closed,
);

const schema = Type.Object(
  {
    generation: Type.Integer({ minimum: 1 }),
    parent: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    createdAt: Type.String(),
    createdBy: Type.String(),
    reason: Type.String(),
    host: Type.Object({ version: Type.String() }, closed),
    plugins: Type.Array(entry),
  },
  closed,
);

const sealedSchema = Type.Object(
  { ...schema.properties, sha256: Type.Optional(Type.String({ description: 'Hash of all the rest.' })) },
  closed,
);

/** Where a plugin came from. */
export type LockedSource = Static<typeof lockedSource>;

/** One plugin of a generation: exactly which bytes, and what it may do. */
export type LockEntry = Static<typeof entry>;

/**
 * True for what is not in the store: it ships with the host or lies in `plugins/local`, and a generation says only whether
 * it is on. Locks of earlier hosts call both `bundled`.
 */
export const isOutside = ({ source, treeHash }: Pick<LockEntry, 'source' | 'treeHash'>): boolean =>
  source.type === 'bundled' || (source.type === 'local' && treeHash === undefined);

/** The exact set of plugins beside those that ship with the host. Written once, never changed. */
export type GenerationLock = Static<typeof schema>;

const check = checkerFor(sealedSchema, { compiled: 'later' });
const byHost = checkerFor(Type.Object({ host: Type.Object({ version: Type.String() }) }), {
  compiled: 'later',
});

/** JSON with sorted keys: the same text for the same content. */
export const canonicalJson = (value: unknown): string => `${JSON.stringify(value, sorted, 2)}\n`;

const sorted = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** How a content is named: `sha256-` and its hash. */
export const contentHash = (text: string): string => `sha256-${hash('sha256', text)}`;

/** The text of a lock file. It holds the hash of all the rest: whoever reads it needs no other file to see a change. */
export const lockText = (lock: GenerationLock): string =>
  canonicalJson({ ...lock, sha256: contentHash(canonicalJson(lock)) });

/**
 * Reads the text of a lock file; throws when it is none, not that of this generation, or was changed. One without its
 * hash, which earlier hosts have written, is refused where nobody else knows its hash.
 */
export const parseLock = (
  text: string,
  generation: number,
  unsealed: 'allowed' | 'refused' = 'allowed',
): GenerationLock => {
  const refuse = (reason: string, cause?: unknown) => generationInvalid({ generation, reason }, { cause });
  const value = parsed(text, refuse);
  const checked = check(value);
  if (!checked.ok)
    throw refuse(`${checked.faults.map(({ loc, msg }) => `${loc} ${msg}`).join('; ')}${writtenBy(value)}`);
  const { sha256, ...lock } = checked.value;
  if (lock.generation !== generation) throw refuse(`it is of generation ${lock.generation}`);
  if (sha256 === undefined && unsealed === 'refused')
    throw refuse('it does not hold its own hash, so nobody can say whether it was changed');
  if (sha256 !== undefined && sha256 !== contentHash(canonicalJson(lock))) throw refuse(changedSince);
  return lock;
};

/** Why a lock file is not used whose hash is another one. */
export const changedSince = 'it was changed after it was written';

/** For a form that is not known here: a host that came later may have written it. */
const writtenBy = (value: unknown): string => {
  const checked = byHost(value);
  return checked.ok ? `; it was written by version ${checked.value.host.version} of the host` : '';
};

const parsed = (text: string, refuse: (reason: string, cause?: unknown) => Error): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
};
