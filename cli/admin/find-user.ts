import { defineError } from '@agnes/sdk/errors';
import type { HttpClient } from '../http/client.ts';
import { type JsonObject, objectsOf, textOf } from '../json/values.ts';

const noSuchUser = defineError<{ user: string }>({
  code: 'user_not_found',
  kind: 'not_found',
  message: ({ user }) => `There is no user "${user}".`,
  hint: 'agnes admin list-users --search TEXT finds people.',
});

/** A user as commands need them. */
export interface FoundUser {
  readonly id: string;
  readonly email: string;
  readonly user: JsonObject;
}

/** The user with this id or address. */
export const findUser = async (http: HttpClient, wanted: string): Promise<FoundUser> => {
  const user = wanted.includes('@')
    ? (await usersLike(http, wanted)).find(({ email }) => sameEmail(String(email), wanted))
    : await http.object({ path: `/api/users/${encodeURIComponent(wanted)}` });
  const id = textOf(user?.['id']);
  if (!user || id === undefined) throw noSuchUser({ user: wanted });
  return { id, email: textOf(user['email']) ?? wanted, user };
};

/** Users whose address or name holds a text; without one, all. */
export const usersLike = async (http: HttpClient, text?: string): Promise<readonly JsonObject[]> => {
  const query = text === undefined ? '' : `?q=${encodeURIComponent(text)}`;
  return objectsOf(await http.json({ path: `/api/users${query}` }));
};

/** Path below which the server keeps what belongs to a user. */
export const userPath = ({ id }: FoundUser): string => `/api/users/${encodeURIComponent(id)}`;

/** True for two spellings of one address. */
export const sameEmail = (a: string, b: string): boolean => key(a) === key(b);

const key = (email: string): string => email.normalize('NFKC').trim().toLowerCase();
