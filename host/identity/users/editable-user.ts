import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { serviceUser, userUnknown } from './errors.ts';
import { findUser } from './repository.ts';
import type { User } from './user.ts';

/** The user with this id, whom an administrator may change: anybody but the host itself. */
export const editableUser = async (db: Kysely<Tables>, id: string): Promise<User> => {
  const user = await findUser(db, id);
  if (!user) throw userUnknown({ id });
  if (user.isService) throw serviceUser({ email: user.email });
  return user;
};
