import type { HookName, Hooks } from '@agnes/sdk';

/** How much of a hook may change without a new major of the SDK. */
export type Stability = 'stable' | 'experimental';

/** What authors are promised of one hook. Its page, and what the kit calls its taps with, are made of it. */
export interface HookContract<Name extends HookName> {
  readonly kind: Hooks[Name]['kind'];
  /** The moment, as one sentence. */
  readonly when: string;
  /** Who calls it, and how often. */
  readonly calledBy: string;
  /** Type of what a tap gets, as the SDK exports it. */
  readonly args: string;
  /** What a tap may return, and what becomes of it. */
  readonly result: string;
  /** What becomes of the caller when a tap throws, is late or answers wrongly. */
  readonly onError: string;
  /** What else an author has to know. */
  readonly notes?: string;
  readonly stability: Stability;
  /** First version of the host that has it. */
  readonly since: string;
  /** What a tap might get. */
  readonly sample: Hooks[Name]['input'];
}

/** The contract of every hook. */
export type HookContracts = { readonly [Name in HookName]: HookContract<Name> };

/** Declares what authors are promised of a hook: stable, and there from the first version on, where nothing else is said. */
export const defineHook = <Name extends HookName>(
  contract: Omit<HookContract<Name>, 'stability' | 'since'> &
    Partial<Pick<HookContract<Name>, 'stability' | 'since'>>,
): HookContract<Name> => ({ stability: 'stable', since: '0.1.0', ...contract });
