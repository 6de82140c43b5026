import type { Manifest } from '@agnes/sdk';
import { covers } from './host-range.ts';

/** The majors of each surface of the SDK that this host serves. */
export const servedApis: Readonly<Record<string, readonly number[]>> = {
  connector: [1],
  auth: [1],
  access: [1],
  skills: [1],
  services: [1],
  hooks: [1],
  operations: [1],
};

/** What this host can beyond its majors, each with the version it has of it. */
const hostFeatures: Readonly<Record<string, string>> = {
  'connector.incremental': '1.0.0',
  'connector.engine': '1.0.0',
  'connector.webhooks': '1.0.0',
  'connector.sockets': '1.0.0',
  'http.broker': '1.0.0',
  'plugin.jobs': '1.0.0',
  'plugin.dependencies': '1.0.0',
};

type Needs = Pick<Manifest, 'api' | 'requires'> & { readonly engines: Pick<Manifest['engines'], 'node'> };

/** What a plugin needs of the host and this one does not have, in words; nothing when it has all. */
export const surfaceFault = ({ api = {}, requires = [], engines: { node } }: Needs): string | undefined => {
  const here = process.versions.node;
  if (node !== undefined && !covers(node, here)) return `is made for Node ${node}; this one is ${here}`;
  const unserved = Object.entries(api).find(([surface, major]) => !servedApis[surface]?.includes(major));
  if (unserved) {
    const [surface, major] = unserved;
    return `uses ${surface} ${major}; this host serves ${servedApis[surface]?.join(' and ') ?? 'none'}`;
  }
  const missing = requires.find((feature) => !hasFeature(feature));
  return missing === undefined ? undefined : `needs the feature ${missing}, which this host does not have`;
};

const hasFeature = (wanted: string): boolean => {
  const [name = '', from = '0.0'] = wanted.split('>=');
  const version = hostFeatures[name];
  return version !== undefined && covers(`>=${from}.0`, version);
};
