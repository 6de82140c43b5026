import { isPlatformError, Secret } from '@agnes/sdk';
import { canonicalHost } from '@agnes/sdk/extract';
import { createBroker } from '../kernel/broker.ts';
import type { OutboundTerms } from '../kernel/egress.ts';
import { connectionRefused } from './errors.ts';

/** A stack and a token for it. */
export interface KeboolaLogin {
  readonly url: URL;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** What `egress` says of the way there. */
interface Reach {
  readonly privateAllowed: readonly string[];
  readonly terms?: OutboundTerms;
}

/** Asks the stack whether it knows the token, over connections that are checked like those of plugins. */
export const checkKeboola = async (
  { url, token, signal }: KeboolaLogin,
  { privateAllowed, terms }: Reach,
): Promise<void> => {
  const refuse = (reason: string) => connectionRefused({ data_source: 'keboola', reason });
  const header = { name: 'token', header: 'x-storageapi-token', template: '{secret}' };
  await using broker = createBroker({
    allow: [{ host: canonicalHost(url.hostname), port: url.port, secret: header }],
    secrets: () => new Secret(token),
    privateAllowed,
    ...(terms && { outbound: terms }),
    signal,
  });
  const answer = await broker
    .fetch(new URL('/v2/storage/tokens/verify', url).href, { timeoutMs: 10_000 })
    .catch((cause: unknown) => {
      if (!isPlatformError(cause)) throw cause;
      throw refuse(cause.message.replace(/\.$/, ''));
    });
  if (answer.status === 401 || answer.status === 403) throw refuse('it does not accept the token');
  if (answer.status !== 200) throw refuse(`it answered ${answer.status}`);
};
