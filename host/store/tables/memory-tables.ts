import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** Corporate memory. */
export interface MemoryTables {
  knowledge_items: {
    id: string;
    title: string;
    content: string;
    category: string | null;
    tags: Json | null;
    status: string;
    /** Addresses of everybody whose texts it came from. */
    contributors: Json | null;
    /** Address of its author; who that is says `author_id`, for an address can pass on. */
    source_user: string | null;
    /** The author's user id; nobody when that user was removed. */
    author_id: string | null;
    /** Null and `all` are everybody; `group:<id>` follows the group when it is renamed and reaches nobody when it is gone. */
    audience: string | null;
    confidence: number | null;
    domain: string | null;
    entities: Json | null;
    source_type: string;
    source_ref: string | null;
    valid_from: MaybeInstant;
    valid_until: MaybeInstant;
    /** Id of the item that this one replaces. */
    supersedes: string | null;
    sensitivity: string;
    is_personal: boolean;
    created_at: Instant;
    /** When an administrator last changed it, which counts as a review. */
    updated_at: Instant;
  };
  knowledge_votes: {
    item_id: string;
    user_id: string;
    vote: number;
    voted_at: Instant;
  };
  knowledge_contradictions: {
    id: string;
    item_a_id: string;
    item_b_id: string;
    explanation: string | null;
    severity: string | null;
    suggested_resolution: Json | null;
    resolved: boolean;
    resolved_by: string | null;
    resolved_at: MaybeInstant;
    resolution: string | null;
    /** What carrying the decision out has changed. */
    applied: Json | null;
    detected_at: Instant;
  };
  knowledge_item_relations: {
    /** The smaller of the two ids. */
    item_a_id: string;
    item_b_id: string;
    relation_type: string;
    score: number | null;
    resolved: boolean;
    resolved_by: string | null;
    resolved_at: MaybeInstant;
    resolution: string | null;
    created_at: Instant;
  };
  verification_evidence: {
    id: string;
    item_id: string;
    source_user: string | null;
    source_ref: string | null;
    detection_type: string | null;
    user_quote: string | null;
    created_at: Instant;
  };
}
