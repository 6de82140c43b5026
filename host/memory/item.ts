import type { Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** What an item can be. */
export const statuses = ['pending', 'approved', 'mandatory', 'rejected', 'revoked', 'expired'] as const;

/** Where an item stands. */
export type Status = (typeof statuses)[number];

/** What an administrator can decide about an item. */
export const verbs = ['approve', 'reject', 'mandate', 'revoke'] as const;

/** One of them. */
export type Verb = (typeof verbs)[number];

/** What items are about; each can be granted as a `memory_domain`. */
export const domains = ['finance', 'engineering', 'product', 'data', 'operations', 'infrastructure'] as const;

/** Where what an item says came from, and how sure that makes it. */
export const sourceTypes = {
  admin_mandate: 1,
  user_verification: 0.9,
  claude_local_md: 0.5,
  session_transcript: 0.5,
} as const;

type Row = Selectable<Tables['knowledge_items']>;

/** Something the company knows. */
export interface Item extends Omit<Row, 'status' | 'tags' | 'contributors' | 'entities'> {
  readonly status: Status;
  readonly tags: readonly string[];
  /** Addresses. */
  readonly contributors: readonly string[];
  readonly entities: readonly string[];
}

/** True while an item is something that others go by. */
export const isPublished = ({ status, valid_until }: Item, now: number): boolean =>
  (status === 'approved' || status === 'mandatory') && (valid_until === null || valid_until.getTime() > now);
