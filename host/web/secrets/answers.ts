import type { Static } from '@agnes/sdk';
import { isReply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { list, type put, type remove } from '../../registry/secrets/operations.ts';
import type { secretSchema } from '../../registry/secrets/secret-wire.ts';
import { secretUnknown } from '../../store/secrets/errors.ts';
import { type Asker, askedBy, type ServicesOf } from '../plugin-pages/answers.ts';
import type { Web } from '../web.ts';

/* What the API answers an administrator about secrets, hence no values. Pages read nothing by a way of their own. */

/** A secret as the API tells of it. */
export type SecretSeen = Static<typeof secretSchema>;

/** What the pages of secrets read and do. */
export type SecretServices = {
  readonly web: Web;
  readonly identity: Pick<Identity, 'accounts'>;
} & ServicesOf<typeof put> &
  ServicesOf<typeof remove>;

/** Every stored secret. */
export const secretsSeen = async (services: SecretServices, asker: Asker): Promise<readonly SecretSeen[]> => {
  const answer = await list.run(askedBy(asker, {}), services);
  // As the schema of its result says.
  return ((isReply(answer) ? answer.body : answer) as { readonly secrets: readonly SecretSeen[] }).secrets;
};

/** One of them. */
export const secretSeen = async (
  services: SecretServices,
  asker: Asker,
  name: string,
): Promise<SecretSeen> => {
  const found = (await secretsSeen(services, asker)).find((one) => one.name === name);
  if (!found) throw secretUnknown({ name });
  return found;
};
