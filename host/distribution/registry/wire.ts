import { type Static, Type } from '@agnes/sdk';
import type { Finding } from '../../../marketplace/findings.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { isBuiltIn } from './built-in.ts';
import { type MarketplaceView, modeOf } from './marketplace.ts';
import { findingsIn } from './sync-outcome.ts';

const maybe = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const mode = Type.Union([Type.Literal('auto'), Type.Literal('hold'), Type.Literal('pinned'), Type.Null()], {
  description:
    '`auto`: what the scan passes is served; `hold`: every new version waits for a yes; `pinned`: only the pinned commit. Null: versions that run something new or come from elsewhere wait.',
});

/** A finding as the wire tells it. */
export const findingSchema = Type.Object({
  about: maybe('The plugin or path; null: the marketplace.'),
  level: Type.String({ description: '`problem`: not taken in; `warning`.' }),
  rule: Type.String(),
  what: Type.String(),
  next: Type.String(),
});

export const findingWire = (finding: Finding): Static<typeof findingSchema> => ({
  about: finding.about ?? null,
  level: finding.level,
  rule: finding.rule,
  what: finding.what,
  next: finding.next,
});

/** A marketplace as administrators read it. */
export const marketplaceSchema = Type.Object({
  id: Type.String({ description: 'The slug.' }),
  name: Type.String(),
  url: Type.String(),
  branch: maybe('A branch or tag; null: the head of the repository.'),
  description: maybe('For people.'),
  registered_by: maybe('Id of a user.'),
  registered_at: Type.String(),
  last_synced_at: maybe('When something was last published.'),
  last_commit_sha: maybe('What is published.'),
  last_error: maybe('Why the last sync failed; what was published before is still served.'),
  has_token: Type.Boolean(),
  built_in: Type.Boolean({ description: 'It comes with the host, and is neither edited nor removed.' }),
  plugin_count: Type.Integer({ description: 'Plugins that are listed and can be used.' }),
  pin: maybe('A tag or commit.'),
  review_mode: mode,
  state: Type.String({ description: '`new`, `ok` or `failed`.' }),
  last_tried_at: maybe('When its repository was last asked.'),
  problems: Type.Integer({ description: 'Findings of the last sync that are problems.' }),
});

export const marketplaceWire = ({ row, count }: MarketplaceView): Static<typeof marketplaceSchema> => ({
  id: row.id,
  name: row.name,
  url: row.url,
  branch: row.branch,
  description: row.description,
  registered_by: row.registered_by,
  registered_at: isoUtc(row.registered_at),
  last_synced_at: row.last_synced_at && isoUtc(row.last_synced_at),
  last_commit_sha: row.last_commit_sha,
  last_error: row.last_error,
  has_token: row.token_secret !== null,
  built_in: isBuiltIn(row),
  plugin_count: count,
  pin: row.pin,
  review_mode: modeOf(row) ?? null,
  state: row.state,
  last_tried_at: row.last_tried_at && isoUtc(row.last_tried_at),
  problems: findingsIn(row).filter(({ level }) => level === 'problem').length,
});

const shared = {
  branch: Type.Optional(maybe('A branch or tag. Null: the head of the repository.')),
  pin: Type.Optional(maybe('A tag or a whole commit id: nothing else is taken in.')),
  description: Type.Optional(maybe('For people.')),
  token: Type.Optional(
    Type.Union([Type.String({ maxLength: 4096 }), Type.Null()], {
      description: 'Write-only. Null keeps the one that is stored, an empty one forgets it.',
    }),
  ),
  review_mode: Type.Optional(mode),
};

/** What a marketplace is registered with. */
export const createBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    slug: Type.String({ maxLength: 200 }),
    url: Type.String({ maxLength: 2000 }),
    ...shared,
  },
  { additionalProperties: false },
);

/** What can be changed of one. */
export const updateBody = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    url: Type.Optional(Type.String({ maxLength: 2000 })),
    ...shared,
  },
  { additionalProperties: false },
);

/** What a sync came to. */
export const syncedSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  action: Type.String({ description: '`created`, `updated` or `unchanged`; `queued` with `respond-async`.' }),
  commit: maybe('What is published now.'),
  path: Type.String({ description: 'Folder of its mirror below `DATA_DIR`.' }),
  plugin_count: Type.Integer(),
  job_id: Type.String(),
  changes: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'Names of plugins that are `added`, `changed`, `delisted`, `broken`, `renamed` or `waiting`; of more than 20 how many, and the first.',
    }),
  ),
  problems: Type.Array(findingSchema, { description: 'At most 200.' }),
});
