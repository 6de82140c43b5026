import { isDeepStrictEqual } from 'node:util';
import type { HookName, Static } from '@agnes/sdk';
import { hookRules } from '../../kernel/hook-rules.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import type { CallRow } from './call-repository.ts';
import { callNotReplayable } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { callOnWire, jsonIn, recordedOnWire, type replayWire } from './wire.ts';

interface ReplayDeps {
  readonly plugins: Pick<Plugins, 'dryCall' | 'generation'>;
  readonly ledger: Pick<Ledger, 'shown'>;
}

/** Has the tap that runs now answer what another one, or the same, was asked then. Nothing comes of the answer. */
export const replayed = async (
  row: CallRow,
  { plugins, ledger }: ReplayDeps,
): Promise<Static<typeof replayWire>> => {
  const { id, plugin_id: plugin, hook, tap } = row;
  if (!row.is_whole) throw callNotReplayable({ id, reason: 'of its arguments something is left out' });
  if (!isHook(hook)) throw callNotReplayable({ id, reason: `this host has no hook "${hook}"` });
  const call = await plugins.dryCall(plugin, { hook, tap, input: jsonIn(row.args) });
  if (!call) throw callNotReplayable({ id, reason: `"${plugin}" does not tap "${hook}" now` });
  const kept = ledger.shown(call);
  const recorded = recordedOnWire(row);
  const now = { ...callOnWire(call, kept), generation: plugins.generation ?? null };
  const same = now.outcome === recorded.outcome && isDeepStrictEqual(now.result, recorded.result);
  return { id, plugin, hook, recorded, now, same };
};

const isHook = (name: string): name is HookName => Object.hasOwn(hookRules, name);
