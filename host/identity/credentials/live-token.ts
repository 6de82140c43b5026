import {
  accountDeactivated,
  tokenExpired,
  tokenMismatch,
  tokenRevoked,
  tokenUnknown,
  userNotFound,
} from '../errors.ts';
import type { User } from '../users/user.ts';
import { digest } from './access-token.ts';
import type { TokenRow } from './repository.ts';

/** The user a signed token names, unless they are gone or switched off. */
export const checkUser = (user: User | undefined): User => {
  if (!user) throw userNotFound({});
  if (!user.active) throw accountDeactivated({});
  return user;
};

/** The row behind a signed token, unless it has ended or is that of another token. */
export const checkRow = <Row extends TokenRow>(
  row: Row | undefined,
  { user, token, now }: { user: User; token: string; now: Date },
): Row => {
  if (!row) throw tokenUnknown({});
  if (row.revokedAt) throw tokenRevoked({});
  if (row.expiresAt && row.expiresAt <= now) throw tokenExpired({});
  if (row.userId !== user.id || row.tokenHash !== digest(token)) throw tokenMismatch({});
  return row;
};
