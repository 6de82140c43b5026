import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { type Revocation, revokeSessions } from '../credentials/repository.ts';
import { revokeDesktopLinks } from '../desktop/repository.ts';

/** Ends every session and every desktop link of a user; personal access tokens are their own affair. */
export const endAccess = async (tx: Kysely<Tables>, userId: string, ended: Revocation): Promise<void> => {
  await revokeSessions(tx, { userId }, ended);
  await revokeDesktopLinks(tx, { userId }, ended.at);
};
