/** One version of a plugin that could be installed. */
export interface Candidate {
  readonly id: string;
  readonly version: string;
  /** Range of host versions. */
  readonly host: string;
  /** Major of each surface of the SDK that it uses. */
  readonly api?: Readonly<Record<string, number>>;
  /** What it needs beyond that and this host does not have, in words. */
  readonly lacks?: string;
  /** Ranges of other plugins, by id. */
  readonly needs?: Readonly<Record<string, string>>;
  /** When it was published, in ms; absent when nobody knows, which is the same as just now. */
  readonly publishedAt?: number;
  /** From another machine; what lies here already waits for nothing. */
  readonly isRemote: boolean;
  /** Taken back by its author, with the reason. */
  readonly yanked?: string;
  /** Mends what an advisory names. */
  readonly isSecurityFix?: boolean;
}

/** What an administrator wants of one plugin. */
export interface Wanted {
  readonly id: string;
  /** A range; any version when absent. */
  readonly range?: string;
  /** Exactly this version, whatever is newer, younger or taken back. */
  readonly pin?: string;
  readonly channel?: 'stable' | 'beta';
}

/** The host that plugins are chosen for. */
export interface ResolvingHost {
  readonly version: string;
  /** The majors of each surface that it serves. */
  readonly apis: Readonly<Record<string, readonly number[]>>;
}

/** What an administrator decided for all plugins. */
export interface ResolvePolicy {
  /** How long a version from elsewhere waits, in ms. */
  readonly minAgeMs: number;
}

/** Three days: the worms of package registries were found in less. */
export const usualPolicy: ResolvePolicy = { minAgeMs: 72 * 3_600_000 };
