import type { Manifest } from '@agnes/sdk';
import { servedApis, surfaceFault } from '../../kernel/host-surface.ts';
import type { Candidate, Wanted } from './candidate.ts';
import { unfit } from './unfit.ts';

/** What a manifest says of its version, as one is judged by it. */
export const offeredBy = ({
  id,
  version,
  engines,
  api = {},
  requires = [],
}: Manifest): Omit<Candidate, 'isRemote'> => {
  const lacks = surfaceFault({ engines, requires });
  return { id, version, host: engines.host, api, ...(lacks !== undefined && { lacks }) };
};

/** Why a version that lies here does not fit this host, or what is wanted of it; nothing when it does. */
export const unfitHere = (
  manifest: Manifest,
  hostVersion: string,
  wanted: Omit<Wanted, 'id'>,
): string | undefined => {
  const candidate = { ...offeredBy(manifest), isRemote: false };
  const host = { version: hostVersion, apis: servedApis };
  // What lies here waits for nothing: what time it is does not matter.
  const terms = { host, policy: { minAgeMs: 0 }, now: 0 };
  return unfit(candidate, { id: manifest.id, ...wanted }, terms)?.message;
};
