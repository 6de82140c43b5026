import type { Activated } from './activate.ts';
import type { BreakerPhase } from './breaker.ts';
import { hookRules } from './hook-rules.ts';
import { createHooks } from './hooks.ts';

/** One hook and who listens. */
export interface HookOverview {
  readonly name: string;
  readonly kind: string;
  readonly timeoutMs: number;
  readonly taps: readonly TapOverview[];
}

/** One plugin's taps of one hook, since the host started. */
interface TapOverview {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  readonly calls: number;
  readonly failures: number;
  readonly breaker: BreakerPhase;
}

/** Every hook of the platform, with those of these plugins that tap it. */
export const hookOverview = (plugins: readonly Activated[]): readonly HookOverview[] =>
  namesOf(hookRules).map((name) => ({
    name,
    kind: kinds[name].kind,
    timeoutMs: hookRules[name].timeoutMs,
    taps: plugins.flatMap(({ taps, health }) => {
      const count = taps.counts.get(name);
      const { plugin, version } = taps;
      return count ? [{ plugin, version, ...count, breaker: health.phase }] : [];
    }),
  }));

const kinds = createHooks();

// The table is an object literal of ours: it has the keys of its type and no others.
const namesOf = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table)[];
