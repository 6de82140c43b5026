import { type AudienceNames, votedWire } from '../../memory/item-wire.ts';
import type { ShelvedItem } from '../../memory/shelf.ts';
import type { Chip } from '../chips.ts';
import { agoOf } from '../figures.ts';

const kinds: Readonly<Record<string, Chip['kind']>> = {
  mandatory: 'admin',
  approved: 'on',
  pending: 'warn',
  rejected: 'off',
  revoked: 'off',
  expired: 'off',
};

/** The state of an item. */
export const statusChip = (status: string): Chip => ({ kind: kinds[status] ?? 'plain', text: status });

/** An item as its card shows it. */
export const itemView = (access: AudienceNames, item: ShelvedItem, now: number): object => {
  const wire = votedWire(access, item);
  const about = [
    ...[wire.domain, wire.category, ...wire.tags],
    wire.audience?.startsWith('group:') ? `for ${wire.audience.slice('group:'.length)}` : null,
    wire.is_personal ? 'personal' : null,
  ];
  const facts = [`by ${wire.source_user ?? 'somebody'}`, agoOf(item.updated_at, now), votesText(item)];
  return {
    ...{ id: wire.id, title: wire.title, content: wire.content },
    status: statusChip(wire.status),
    chips: about.filter((text) => text !== null).map((text): Chip => ({ kind: 'plain', text })),
    facts: facts.join(' · '),
  };
};

const votesText = ({ upvotes, downvotes }: ShelvedItem): string => `${upvotes} up, ${downvotes} down`;

/** Words of a choice, with the one that is chosen. */
export const choicesOf = (
  words: readonly string[],
  chosen: string,
): readonly { readonly value: string; readonly selected: boolean }[] =>
  words.map((value) => ({ value, selected: value === chosen }));
