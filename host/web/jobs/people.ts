import { isPlatformError } from '@agnes/sdk/errors';
import type { Identity } from '../../identity/identity.ts';

/** E-mails of those who wanted these jobs, by id. Whoever is gone has none. */
export const namesOfPeople = async (
  { accounts }: Pick<Identity, 'accounts'>,
  jobs: readonly { readonly createdBy?: string }[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Set(jobs.flatMap(({ createdBy }) => createdBy ?? []));
  const found = await Promise.all([...ids].map((id) => emailOf(accounts, id)));
  return new Map(found.flatMap((one) => (one ? [one] : [])));
};

const emailOf = async (
  { users }: Identity['accounts'],
  id: string,
): Promise<readonly [string, string] | undefined> => {
  try {
    return [id, (await users.get(id)).account.email];
  } catch (error) {
    if (isPlatformError(error) && error.kind === 'not_found') return undefined;
    throw error;
  }
};
