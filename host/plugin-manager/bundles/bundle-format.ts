import { checkerFor, type Static, Type } from '@agnes/sdk';
import { strictJson } from '../../../marketplace/manifests/strict-json.ts';
import { lockedSource } from '../../kernel/generation-lock.ts';
import { bundleRefused } from '../errors.ts';

const closed = { additionalProperties: false } as const;

/** The file at the head of a bundle. */
export const bundleFile = 'bundle.json';

/** Folder of the trees in a bundle. */
export const treesFolder = 'trees';

const plugin = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,38}/[a-z0-9][a-z0-9-]{1,62}$' }),
    version: Type.String({ maxLength: 100 }),
    source: lockedSource,
    treeHash: Type.String({ pattern: '^sha256-[0-9a-f]{64}$' }),
    tree: Type.String({ pattern: '^[0-9]{3,6}$', description: 'Its folder below `trees`.' }),
    grants: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 500 }),
    pinned: Type.Optional(Type.Boolean()),
    sources: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 1000 })),
  },
  closed,
);

const schema = Type.Object(
  {
    format: Type.Literal(1),
    generation: Type.Integer({ minimum: 1 }),
    createdAt: Type.String(),
    host: Type.Object({ version: Type.String() }, closed),
    plugins: Type.Array(plugin, { minItems: 1, maxItems: 200 }),
  },
  closed,
);

/** What a bundle holds: which plugins, exactly which bytes, and what they were granted. No settings, no names of people. */
export type Bundle = Static<typeof schema>;

/** One plugin of a bundle. */
export type BundledPlugin = Bundle['plugins'][number];

const check = checkerFor(schema, { compiled: 'later' });

/** Reads the head of a bundle; throws when it is none, or of another format. */
export const parseBundle = (content: Buffer): Bundle => {
  const value = strictJson(content, bundleFile);
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format !== 1)
    throw bundleRefused({ reason: `its format is ${shown(format)}; this host reads format 1` });
  const checked = check(value);
  if (checked.ok) return checked.value;
  const faults = checked.faults.slice(0, 5).map(({ loc, msg }) => `${loc} ${msg}`);
  throw bundleRefused({ reason: `${bundleFile} is not as it has to be: ${faults.join('; ')}` });
};

const shown = (format: unknown): string => (typeof format === 'number' ? String(format) : 'not said');
