import type { HookCalls } from '../kernel/hooks.ts';
import type { Registry } from '../registry/registry.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Builder } from './builder.ts';
import type { Published } from './table-state.ts';

/** What the lake needs. */
export interface LakeDeps {
  readonly store: SystemStore;
  readonly registry: Pick<Registry, 'tables'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly hooks: Pick<HookCalls, 'afterRebuild'>;
  /** Builds the files of generations; when absent, each in a process that ends with it. */
  readonly builder?: Pick<Builder, 'build'>;
  /** Told of the tables that a publication brought, once readers see them. Never rejects. */
  readonly published?: (tables: readonly Published[]) => Promise<void>;
  /** `DATA_DIR`. */
  readonly dataDir: string;
  readonly now: () => number;
  /** Crash point of the builder process. Crash tests only. */
  readonly crashAt?: string;
}
