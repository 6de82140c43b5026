import { type Static, Type } from '@agnes/sdk';
import type { Access } from '../access/access.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { shownAudience } from './audience.ts';
import { unknownValue } from './errors.ts';
import { domains, type Item, type Status, statuses } from './item.ts';
import type { ShelvedItem } from './shelf.ts';

const orNull = Type.Union([Type.String(), Type.Null()]);
const texts = Type.Array(Type.String());

const fields = {
  id: Type.String(),
  title: Type.String(),
  content: Type.String(),
  category: orNull,
  tags: texts,
  status: Type.Unsafe<Status>({ type: 'string', enum: [...statuses] }),
  contributors: texts,
  source_user: orNull,
  audience: Type.Union([Type.String(), Type.Null()], {
    description: 'Null and `all` are everybody; else `group:<name>`.',
  }),
  confidence: Type.Union([Type.Number(), Type.Null()]),
  domain: orNull,
  entities: texts,
  source_type: Type.String(),
  source_ref: orNull,
  valid_from: orNull,
  valid_until: orNull,
  supersedes: orNull,
  sensitivity: Type.String(),
  is_personal: Type.Boolean(),
  created_at: Type.String(),
  updated_at: Type.String(),
};

/** A memory item on the wire. */
export const item = Type.Object(fields);

/** The same with the votes on it. */
export const votedItem = Type.Object({
  ...fields,
  upvotes: Type.Integer(),
  downvotes: Type.Integer(),
  score: Type.Integer(),
});

/** What names the groups of audiences. */
export type AudienceNames = Pick<Access, 'rights'>;

/** Puts an item into its wire form. */
export const itemWire = (access: AudienceNames, of: Item): Static<typeof item> => ({
  ...pickItem(of),
  audience: shownAudience(access, of.audience),
  valid_from: of.valid_from && isoUtc(of.valid_from),
  valid_until: of.valid_until && isoUtc(of.valid_until),
  created_at: isoUtc(of.created_at),
  updated_at: isoUtc(of.updated_at),
});

/** The same with the votes on it. */
export const votedWire = (access: AudienceNames, of: ShelvedItem): Static<typeof votedItem> => ({
  ...itemWire(access, of),
  upvotes: of.upvotes,
  downvotes: of.downvotes,
  score: of.score,
});

/** Checks a word that is one of some. */
export const oneOf = <Word extends string>(field: string, words: readonly Word[], value: string): Word => {
  const found = words.find((word) => word === value);
  if (found === undefined) throw unknownValue({ field, value, allowed: words });
  return found;
};

/** Checks what an item is about. */
export const checkDomain = (value: string | null | undefined): string | null | undefined =>
  value ? oneOf('domain', domains, value) : value;

/** Reads `approved,mandatory`; nothing is no filter. */
export const statusesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => oneOf('status', statuses, one));

const pickItem = ({ id, title, content, category, tags, status, contributors, ...rest }: Item) => ({
  ...{ id, title, content, category, tags: [...tags], status, contributors: [...contributors] },
  ...{ source_user: rest.source_user, confidence: rest.confidence, domain: rest.domain },
  ...{ entities: [...rest.entities], source_type: rest.source_type, source_ref: rest.source_ref },
  ...{ supersedes: rest.supersedes, sensitivity: rest.sensitivity, is_personal: rest.is_personal },
});
