import type { Manifest } from '@agnes/sdk';
import type { PlatformError } from '@agnes/sdk/errors';
import type { Endings } from './endings.ts';
import type { LockEntry } from './generation-lock.ts';
import type { Pointer } from './read-generation.ts';

/** Where plugins are looked for. */
export interface Places {
  /** Ships with the host; trusted. */
  readonly bundled: string;
  /** What an administrator has put there. Its trees are copied into `store` beside it and loaded from there. */
  readonly local: string;
  readonly hostVersion: string;
  /** False: the administrator has switched the plugin off. */
  readonly isEnabled: (id: string) => boolean;
  /** True: the administrator trusts what this plugin runs outside of confinement. Absent: nothing local is. */
  readonly isTrusted?: (id: string) => boolean;
  /** What was installed. Absent: nothing was. */
  readonly generation?: Generation;
  /** True: only what ships with the host is looked at. */
  readonly isSafe?: boolean;
  /** Absent: nobody remembers which plugins ended the host. */
  readonly endings?: Endings;
}

/** What a generation says, as far as finding plugins goes. */
export interface Generation {
  /** Absent: nothing was ever installed. */
  readonly number?: number;
  readonly plugins: readonly LockEntry[];
  /** Tree hashes of what lay in `local` when it was last taken up: for those the generation speaks, whatever it says. */
  readonly local: Pointer['local'];
}

/** A folder that holds a manifest, or should. */
export interface Seen {
  /** `publisher/slug`; where the manifest cannot be read, `origin/folder`. */
  readonly id: string;
  readonly origin: 'bundled' | 'local';
  /** For people: the folder below the host's or the data folder. */
  readonly path: string;
  /** Absolute; where code is loaded from. */
  readonly folder: string;
  /** What the generation says of it. Absent: it is none that was installed. */
  readonly lock?: LockEntry;
}

/** A plugin as found. With `refused` nothing of it is loaded. */
export type Found = Seen &
  (
    | { readonly manifest: Manifest; readonly refused?: undefined }
    | { readonly manifest?: Manifest; readonly refused: PlatformError }
  );

/** What is asked of every plugin. */
export type Where = Pick<Places, 'hostVersion' | 'isEnabled' | 'isTrusted' | 'endings'> & {
  readonly store: string;
};
