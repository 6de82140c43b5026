import type { ConnectorContext } from '../connector.ts';
import { frozenCopy } from '../frozen-copy.ts';
import { Secret } from '../secret.ts';
import type { FromChild, RunOrder } from './protocol.ts';

/** What a run has beside its order. */
export interface RunParts extends Pick<ConnectorContext, 'http' | 'signal'> {
  readonly send: (message: FromChild) => Promise<void>;
}

const longestLog = 8_192;

/** What every call of a plugin gets in its child. */
export const contextOf = (
  order: Pick<RunOrder, 'config' | 'source' | 'secrets' | 'kept' | 'extensionFolder'>,
  { send, http, signal }: RunParts,
): ConnectorContext => ({
  config: frozenCopy(order.config),
  http,
  signal,
  now: () => Date.now(),
  secrets: secretsOf(order),
  ...(order.source !== undefined && { source: order.source }),
  ...(order.kept !== undefined && { kept: order.kept }),
  ...(order.extensionFolder !== undefined && { extensionFolder: order.extensionFolder }),
  log: (message) => void send({ type: 'log', message: String(message).slice(0, longestLog) }).catch(() => {}),
});

const secretsOf = ({ secrets }: Pick<RunOrder, 'secrets'>): NonNullable<ConnectorContext['secrets']> =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)]));
