import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { hostRules } from '../../kernel/broker-rules.ts';
import { socketPlaces } from '../../kernel/socket-grant.ts';
import type { Tables } from '../../store/tables.ts';
import type { Desk } from '../desk.ts';
import type { KnownConnector, Source } from '../source.ts';

/** The hosts a source talks to, by its settings and the manifest of its connector. */
export const hostsOf = (
  { config }: Pick<Source, 'config'>,
  connector: KnownConnector | undefined,
): readonly string[] => {
  const { network, sockets } = connector?.manifest.capabilities ?? {};
  const asked = hostRules(network, config).map(({ host, port }) => (port === '' ? host : `${host}:${port}`));
  const connected = socketPlaces(sockets, config).map(placeName);
  return [...new Set([...asked, ...connected])].sort();
};

const placeName = (place: ReturnType<typeof socketPlaces>[number]): string => {
  if ('host' in place) return `${place.host}:${place.port}`;
  return 'folder' in place ? place.folder : place.invalid;
};

/** A secret that was given for one host must not be sent to another one. */
export const unbindMoved = async (
  { connectors, onHostChanged }: Desk,
  tx: Kysely<Tables>,
  { before, after, intent }: { readonly before: Source; readonly after: Source; readonly intent: Intent },
): Promise<() => void> => {
  const connector = connectors().find(({ type }) => type === after.type);
  if (isDeepStrictEqual(hostsOf(before, connector), hostsOf(after, connector))) return nothing;
  return (await onHostChanged?.(after, tx, intent)) ?? nothing;
};

const nothing = (): void => undefined;
