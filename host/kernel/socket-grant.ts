import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { addressGuard, addressRefused, canonicalHost, placeIn, type SocketGrant } from '@agnes/sdk/extract';
import { settingAt } from './broker-rules.ts';
import { socketHostInvalid } from './connector-run-errors.ts';
import type { OutboundTerms } from './egress.ts';

type Sockets = NonNullable<NonNullable<Manifest['capabilities']>['sockets']>;
type Config = Readonly<Record<string, unknown>>;

/** What decides where a child may connect by itself. */
export interface SocketTerms extends OutboundTerms {
  readonly manifest: Pick<Manifest, 'capabilities'>;
  readonly config: Config;
  readonly privateAllowed: readonly string[];
}

/** One place a manifest and settings name: a host with its port, a folder of unix sockets, or nothing that could be. */
type Place =
  | { readonly host: string; readonly port: number }
  | { readonly folder: string }
  | { readonly invalid: string };

/**
 * What `capabilities.sockets` means for these settings; nothing for who declares none. Throws when a setting names what
 * cannot be connected to: literal addresses are judged here, names when the child looks them up.
 */
export const socketGrant = ({
  manifest,
  config,
  privateAllowed,
  resolve: known = {},
  ca,
}: SocketTerms): SocketGrant | undefined => {
  const sockets = manifest.capabilities?.sockets;
  if (!sockets) return undefined;
  const places = socketPlaces(sockets, config);
  for (const place of places) if ('invalid' in place) throw socketHostInvalid({ value: place.invalid });
  const hosts = places.filter((place) => 'host' in place);
  const guard = addressGuard(privateAllowed);
  const refused = hosts.find(({ host }) => isIP(host) > 0 && !guard.mayConnect(host, host));
  if (refused) throw addressRefused({ host: refused.host });
  return {
    hosts,
    folders: places.flatMap((place) => ('folder' in place ? [place.folder] : [])),
    privateAllowed,
    resolve: Object.fromEntries(
      Object.entries(known).map(([host, to]) => [canonicalHost(host), placeIn(to)?.address ?? to]),
    ),
    ...(ca !== undefined && { ca }),
  };
};

/** Every place that the entries name. */
export const socketPlaces = (sockets: Sockets = [], config: Config): readonly Place[] =>
  sockets.flatMap((entry) => {
    const port = portOf(entry, config);
    const named = entry.host === undefined ? [] : [{ host: entry.host, port: port ?? 443 }];
    const values = entry.config === undefined ? [] : [settingAt(config, entry.config.split('.'))].flat();
    return [...named, ...values.filter(isSet).map((value) => placeOf(String(value), port))];
  });

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const portOf = ({ port, portConfig }: Sockets[number], config: Config): number | undefined => {
  const set = portConfig === undefined ? undefined : Number(settingAt(config, portConfig.split('.')));
  return set !== undefined && Number.isInteger(set) && set > 0 ? set : port;
};

const placeOf = (value: string, port: number | undefined): Place => {
  if (value.startsWith('/')) return folderAt(value);
  const url = value.includes('://') ? URL.parse(value) : URL.parse(`tcp://${bracketed(value)}`);
  if (!url || url.hostname === '' || url.username !== '') return { invalid: value };
  const own = url.port === '' ? undefined : Number(url.port);
  return { host: canonicalHost(url.hostname), port: own ?? port ?? ports[url.protocol] ?? 443 };
};

const ports: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

const folderAt = (value: string): Place => {
  const folder = value.replace(/\/+$/, '');
  return folder === '' || resolve(folder) !== folder ? { invalid: value } : { folder };
};
