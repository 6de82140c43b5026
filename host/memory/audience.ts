import type { Access } from '../access/access.ts';
import { unknownAudience } from './errors.ts';

type Rights = Pick<Access, 'rights'>;

/** Who is meant, as an item keeps it: a group by its id, so that a new name reaches the same people and an old one nobody else. */
export const storedAudience = ({ rights }: Rights, asked: string | null): string | null => {
  if (asked === null || asked === 'all') return asked;
  const name = /^group:(.+)$/s.exec(asked)?.[1];
  const group = name === undefined ? undefined : rights.groups.find((one) => keyOf(one.name) === keyOf(name));
  if (!group) throw unknownAudience({ audience: asked });
  return `group:${group.id}`;
};

/** Who is meant, as people read it. */
export const shownAudience = ({ rights }: Rights, stored: string | null): string | null => {
  const id = stored?.startsWith('group:') ? stored.slice('group:'.length) : undefined;
  if (id === undefined) return stored;
  return `group:${rights.group(id)?.name ?? '(removed)'}`;
};

const keyOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
