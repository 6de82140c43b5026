import { canonicalHost } from '@agnes/sdk/extract';
import { createBroker } from '../kernel/broker.ts';
import type { OutboundTerms } from '../kernel/egress.ts';
import { documentUnreadable } from './errors.ts';

/** Reads a JSON document of another host, over connections that are checked like those of plugins. */
export const jsonReader =
  (privateAllowed: readonly string[], outbound: OutboundTerms = {}) =>
  async (url: string): Promise<unknown> => {
    const { hostname, port } = new URL(url);
    const allow = [{ host: canonicalHost(hostname), port }];
    await using broker = createBroker({ allow, secrets: () => undefined, privateAllowed, outbound });
    const { status, text } = await broker.fetch(url, { timeoutMs: 10_000 });
    if (status !== 200) throw documentUnreadable({ url, reason: `it answered ${status}` });
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw documentUnreadable({ url, reason: 'it is no JSON' }, { cause });
    }
  };
