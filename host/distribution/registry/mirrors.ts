import { join } from 'node:path';
import type { Secret } from '@agnes/sdk';
import type { ExternalSources } from '../../../marketplace/manifests/external-tree.ts';
import { Mirror } from '../../../marketplace/mirror/mirror.ts';
import { type Reach, webAddress } from '../../../marketplace/web-address.ts';
import { marketplaceTokenMissing } from './errors.ts';
import type { MarketplaceRow } from './marketplace.ts';

/** What going out to repositories needs. */
export interface MirrorDeps {
  /** The secret of this name, for a request to this host. */
  readonly secret: (name: string, host: string) => Secret | undefined;
  /** Absolute folder of everything that is kept of marketplaces. */
  readonly folder: string;
  readonly reach: Reach;
  readonly caFile?: string | undefined;
  /** Hosts that content may be brought from beside the repository itself; absent: none. */
  readonly externalHosts?: readonly string[] | undefined;
}

/** The repository of a marketplace as it is kept here. Throws when its token cannot be read. */
export const mirrorOf = (
  { id, url, token_secret: name }: Pick<MarketplaceRow, 'id' | 'url' | 'token_secret'>,
  deps: MirrorDeps,
): Mirror => {
  const { folder, reach, caFile } = deps;
  return new Mirror({ folder: join(folder, id), url, reach, caFile, token: tokenOf(name, url, deps) });
};

const tokenOf = (name: string | null, url: string, { secret, reach }: MirrorDeps): string | undefined => {
  if (name === null) return undefined;
  const found = secret(name, webAddress(url, reach).hostname);
  if (!found) throw marketplaceTokenMissing({ secret: name });
  return found.reveal();
};

/** Where the content of other places that a marketplace names may come from and lie. */
export const externalOf = (
  id: string,
  { externalHosts: hosts, folder }: MirrorDeps,
): ExternalSources | undefined => hosts && { hosts, folder: join(folder, id, 'external') };
