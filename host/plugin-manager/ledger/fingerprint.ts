import { hash } from 'node:crypto';
import type { CodeFailure } from '../../kernel/ledger.ts';

/** The same for failures that are the same one: of one version, of one class, at one place in its code. */
export const fingerprintOf = ({
  plugin,
  version,
  class: kind,
  code,
  message,
  frames,
}: CodeFailure): string => {
  // Where there is no stack, the message stands for it, without what differs from time to time.
  const place = frames.length > 0 ? frames : [message.replaceAll(/"[^"]*"|\d+/g, '…')];
  return hash('sha256', JSON.stringify([plugin, version, kind, code, ...place])).slice(0, 16);
};
