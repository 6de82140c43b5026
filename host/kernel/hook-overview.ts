import type { Activated } from './activate.ts';
import type { BreakerPhase } from './breaker.ts';
import type { Stability } from './define-hook.ts';
import { hookContracts } from './hook-contracts.ts';
import { hookFailures, type OnError } from './hook-failures.ts';
import { hookRules } from './hook-rules.ts';
import { createHooks } from './hooks.ts';

/** One hook and who listens. */
export interface HookOverview {
  readonly name: string;
  readonly kind: string;
  readonly stability: Stability;
  readonly timeoutMs: number;
  /** What becomes of the call when a tap fails. */
  readonly onError: OnError;
  /** The moment, in one sentence. */
  readonly doc: string;
  readonly taps: readonly TapOverview[];
}

/** One plugin's taps of one hook, since the host started. */
interface TapOverview {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** Taps of one stage go in the order of the plugins; there is one stage. */
  readonly stage: number;
  /** `patch`: what it returns is gone on with; `observe`: it is told. */
  readonly mode: 'patch' | 'observe';
  readonly calls: number;
  readonly failures: number;
  /** Of the last calls; nothing before the first. */
  readonly p95Ms: number | undefined;
  readonly breaker: BreakerPhase;
}

/** Every hook of the platform, with those of these plugins that tap it. */
export const hookOverview = (plugins: readonly Activated[]): readonly HookOverview[] =>
  namesOf(hookRules).map((name) => ({
    name,
    kind: kinds[name].kind,
    timeoutMs: hookRules[name].timeoutMs,
    stability: hookContracts[name].stability,
    onError: hookFailures[name],
    doc: hookContracts[name].when,
    taps: plugins.flatMap(({ taps, health }) => {
      const figures = taps.figures(name);
      if (!figures) return [];
      const { plugin, version } = taps;
      const { calls, failures, p95Ms } = figures;
      const mode = kinds[name].kind === 'observe' ? 'observe' : 'patch';
      return [{ plugin, version, stage: 0, mode, calls, failures, p95Ms, breaker: health.phase }];
    }),
  }));

const kinds = createHooks();

// The table is an object literal of ours: it has the keys of its type and no others.
const namesOf = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table)[];
