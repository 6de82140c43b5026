import type { Manifest } from '@agnes/sdk';
import { isOutside, type LockEntry } from '../../kernel/generation-lock.ts';
import { askedFor } from '../../kernel/grants.ts';
import type { HookOverview } from '../../kernel/hook-overview.ts';
import type { PluginState } from '../../kernel/plugin-state.ts';
import { utc } from '../../kernel/utc.ts';
import { unfitHere } from '../resolve/offered.ts';
import type { Fact } from './story.ts';

/** What is known of how a plugin is doing. */
export interface Doing {
  readonly state: PluginState | undefined;
  readonly entry: LockEntry | undefined;
  /** As its author wrote it; absent where that cannot be read. */
  readonly declared: Manifest | undefined;
  readonly hooks: readonly HookOverview[];
  readonly hostVersion: string;
  /** What is wrong with its files in the store; absent when nothing is, or when it is none of those. */
  readonly storeFault: string | undefined;
}

/** What the state of a plugin rests on. */
export const stateFacts = (doing: Doing): readonly Fact[] => [
  ...rangeFacts(doing),
  ...storeFacts(doing),
  ...grantFacts(doing),
  ...failureFacts(doing),
];

const rangeFacts = ({ state, declared, hostVersion }: Doing): readonly Fact[] => {
  if (state?.state !== 'incompatible' || !declared) return [];
  const fault = unfitHere(declared, hostVersion, { pin: declared.version });
  return fault === undefined ? [] : [{ fact: `It ${fault}.`, source: 'manifest' }];
};

const storeFacts = ({ state, storeFault }: Doing): readonly Fact[] => {
  if (storeFault !== undefined) return [{ fact: storeFault, source: 'store' }];
  if (state?.state !== 'quarantined' && state?.state !== 'missing') return [];
  const fact = 'Its files in the store are right again; the next change of plugins or start takes them up.';
  return [{ fact, source: 'store' }];
};

/** What it asks for and does not have. */
const grantFacts = ({ entry, declared }: Doing): readonly Fact[] => {
  if (!entry || !declared || isOutside(entry)) return [];
  return askedFor(declared)
    .filter(({ name }) => !entry.grants.includes(name))
    .map(({ name, why }) => ({
      fact: `It asks for ${name} and is not granted it. The author says: ${why}`,
      source: 'capabilities',
    }));
};

const failureFacts = ({ state, hooks }: Doing): readonly Fact[] => {
  if (!state) return [];
  const { lastError } = state;
  const taps = hooks.flatMap(({ name, taps: all }) =>
    all
      .filter(({ plugin, failures }) => plugin === state.id && failures > 0)
      .map(({ calls, failures }) => ({
        fact: `Its tap of ${name} failed in ${failures} of ${calls} calls since the host started.`,
        source: 'hooks',
      })),
  );
  if (!lastError) return taps;
  const fact = `It failed last at ${utc(lastError.at)}: ${lastError.message} (${lastError.code})`;
  return [{ fact, source: 'errors' }, ...taps];
};
