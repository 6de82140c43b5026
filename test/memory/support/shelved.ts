import type { ShelvedItem } from '../../../host/memory/shelf.ts';
import type { Viewer } from '../../../host/memory/visibility.ts';

/** The moment at which these tests look. */
export const now = Date.parse('2027-01-01T00:00:00Z');

const day = 24 * 60 * 60_000;

/** An item as it stands on the shelf; `days` since somebody last looked at it. */
export const shelvedItem = (
  id: string,
  { days = 0, ...fields }: Partial<ShelvedItem> & { readonly days?: number } = {},
): ShelvedItem => {
  const at = new Date(now - days * day);
  return {
    ...{ id, title: id, content: '', category: null, tags: [], status: 'approved', contributors: [] },
    ...{ source_user: null, author_id: null, audience: null, confidence: 0.5, domain: null, entities: [] },
    ...{ source_type: 'claude_local_md', source_ref: null, valid_from: null, valid_until: null },
    ...{ supersedes: null, sensitivity: 'internal', is_personal: false, created_at: at, updated_at: at },
    ...{ upvotes: 0, downvotes: 0, score: 0 },
    ...fields,
  };
};

/** Somebody without groups and grants. */
export const anybody: Viewer = {
  ...{ userId: 'u', email: 'u@example.com', isAdmin: false, now },
  audiences: new Set(['all']),
  domains: new Set(),
};
