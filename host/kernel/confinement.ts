import type { Manifest } from '@agnes/sdk';
import { inProcessKinds, opensDuckdb } from './contributions.ts';
import type { Confinement } from './plugin-state.ts';

/** The weakest confinement among all that a plugin brings. */
export const confinementOf = (manifest: Manifest): Confinement => {
  if (inProcessKinds(manifest).length > 0) return { level: 'trusted', note: inProcess };
  if (opensDuckdb(manifest)) return { level: 'trusted', note: duckdb };
  if (manifest.capabilities?.sockets) return { level: 'seat_belt', note: sockets };
  return { level: 'confined', note: confined };
};

const inProcess = 'Runs inside the host process: it can do what the host can.';
const duckdb = 'Opens DuckDB: it can read and write the files that the host can.';
const sockets =
  'Opens its own connections and holds its secrets: what keeps it to the declared hosts is a seat belt, not a wall.';
const confined =
  "Runs in a process without network; files, requests and secrets are the host's. Node calls that a seat belt as well.";
