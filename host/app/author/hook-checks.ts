import { type HookName, isPlatformError } from '@agnes/sdk';
import { contributedBy } from '../../kernel/contributions.ts';
import { hookContracts } from '../../kernel/hook-contracts.ts';
import type { HookCalls } from '../../kernel/hooks.ts';
import { reasonOf } from '../../kernel/reason.ts';
import type { Fixtures } from './fixtures.ts';
import type { OpenPlugin } from './open-plugin.ts';

/**
 * Calls every tap of the only plugin of a host, with what its fixtures say or with a sample of each hook. The host hands
 * over frozen copies, holds the deadline and checks the answer: a tap that keeps to its word does not fail.
 */
export const tapFaults = async (
  { manifest }: OpenPlugin,
  hooks: HookCalls,
  samples: Fixtures['hooks'] = {},
): Promise<readonly string[]> => {
  const tapped = new Set<string>(contributedBy(manifest).hooks);
  const faults: string[] = [];
  for (const name of names.filter((one) => tapped.has(one))) {
    for (const input of samples[name] ?? [hookContracts[name].sample])
      faults.push(...(await callFaults(name, hooks, input)));
  }
  return faults;
};

// The table is an object literal of ours: it has the keys of its type and no others.
const names = Object.keys(hookContracts) as HookName[];

const callFaults = async (name: HookName, hooks: HookCalls, input: unknown): Promise<readonly string[]> => {
  try {
    // Author and host agree on what a hook gets; what of a fixture does not fit is for the tap to say.
    const answer: unknown = await hooks[name](input as never);
    return failuresIn(answer).map((reason) => `${name}: ${reason}`);
  } catch (error) {
    // A veto is an answer.
    return isPlatformError(error) && error.code === 'vetoed' ? [] : [`${name}: ${reasonOf(error)}`];
  }
};

/** Hooks that ask every tap say of each what it came to. */
const failuresIn = (answer: unknown): readonly string[] =>
  Array.isArray(answer)
    ? answer.flatMap((one) => {
        const { error } = Object(one);
        return error === undefined ? [] : [reasonOf(error)];
      })
    : [];
