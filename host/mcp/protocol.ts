import { versionUnsupported } from './errors.ts';

/** Versions of the protocol that are spoken here, newest first. They differ in nothing that this host does. */
const versions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;

const instructions =
  'Governed tables of a company. Find tables with search_catalog, read describe_table before you write SQL, then query. ' +
  'You see what your account was granted; a table that is not there may be one that was not granted: explain_access says why. ' +
  'Every answer names the data generation and when its data was read at the source; tell people when it is old.';

/** What this host says of itself to whoever connects. */
export const greeting = (wanted: unknown, version: string): object => ({
  protocolVersion: versions.find((known) => known === wanted) ?? versions[0],
  capabilities: { tools: {} },
  serverInfo: { name: 'agnes', title: 'Agnes', version },
  instructions,
});

/** Throws when a request names a version that is not spoken here; older clients name none. */
export const checkVersion = (received: string | undefined): void => {
  if (received === undefined || versions.some((known) => known === received)) return;
  throw versionUnsupported({ received, supported: versions });
};
