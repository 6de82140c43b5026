import type { HttpRequest } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { attributionNow } from './attribution.ts';
import type { Broker } from './broker.ts';
import { drySendsNothing } from './broker-errors.ts';
import { type HostRule, ruleFor } from './broker-rules.ts';
import type { CodeStamp, PluginLedger } from './ledger.ts';

/** Who is told of the requests of one plugin. */
export interface BrokerWatch {
  readonly code: CodeStamp;
  readonly allow: readonly HostRule[];
  readonly ledger: Pick<PluginLedger, 'used' | 'requested'> | undefined;
}

/** The same way out; each request is told, with the host and the secret that were used for it, or what was refused. */
export const watchedBroker = (broker: Broker, { code, allow, ledger }: BrokerWatch): Broker => {
  const asked = async <Answer extends { readonly status: number }>(
    url: string,
    { method = 'GET' }: HttpRequest,
    send: () => Promise<Answer>,
  ): Promise<Answer> => {
    refuseDry(method);
    const host = hostOf(url);
    try {
      const answer = await send();
      ledger?.requested({ ...code, host, status: answer.status });
      for (const capability of usedFor(url, allow)) ledger?.used({ ...code, capability });
      return answer;
    } catch (cause) {
      const isRefused = isPlatformError(cause) && cause.code === 'host_not_declared';
      if (isRefused) ledger?.used({ ...code, capability: `network:${host}`, refused: true });
      else ledger?.requested({ ...code, host });
      throw cause;
    }
  };
  return {
    fetch: (url, request = {}) => asked(url, request, () => broker.fetch(url, request)),
    download: (url, request = {}) => asked(url, request, () => broker.download(url, request)),
    secret: (name) => broker.secret(name),
    scrub: (text) => broker.scrub(text),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
};

// Whoever looks what a plugin would say wants nothing done.
const refuseDry = (method: string): void => {
  if (attributionNow()?.isDry && method !== 'GET' && method !== 'HEAD') throw drySendsNothing({ method });
};

const hostOf = (url: string): string => (URL.parse(url)?.hostname ?? '').slice(0, 255);

// It was answered: there is a rule for it.
const usedFor = (url: string, allow: readonly HostRule[]): readonly string[] => {
  const { capability, secret } = ruleFor(allow, new URL(url));
  return [capability, secret?.capability].filter((name) => name !== undefined);
};
