import { accountTable } from '../../admin/account-table.ts';
import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';

/** Accounts of identity providers that are linked to the caller. */
export const run: Run = async (_input, session) => {
  const identities = objectsOf(await (await session.http()).json({ path: '/auth/identities' }));
  if (identities.length === 0) session.out.note('No account of an identity provider is linked to you.');
  return {
    data: { identities },
    text: identities.length === 0 ? [] : accountTable(identities, session.out.width),
  };
};
