import type { Manifest } from '@agnes/sdk';
import { type Broker, createBroker } from '../kernel/broker.ts';
import { hostRules, metadataRules } from '../kernel/broker-rules.ts';
import { stampOf } from '../kernel/code-failure.ts';
import { watchedBroker } from '../kernel/watched-broker.ts';
import type { Outside } from './outside.ts';

interface Owner {
  readonly manifest: Manifest;
  /** Absolute; where its code lies. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The way out of a plugin in this process: the hosts that its manifest and its settings name. */
export const brokerFor = (
  { manifest, folder, settings }: Owner,
  { secrets, config, outbound, ledger }: Pick<Outside, 'secrets' | 'config' | 'outbound' | 'ledger'>,
): Broker => {
  const { metadata, network } = manifest.capabilities ?? {};
  const allow = [...metadataRules(metadata, settings), ...hostRules(network, settings)];
  const way = createBroker({
    allow,
    secrets: (name, host) => secrets.resolveFor(name, host),
    privateAllowed: config.egress.private,
    outbound,
  });
  return watchedBroker(way, { code: stampOf({ manifest, folder }), allow, ledger });
};
