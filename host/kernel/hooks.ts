import type { Bail, Collect, HookName, Hooks, Observe, PlatformError, Waterfall } from '@agnes/sdk';
import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';

type AnyHook = Hooks[HookName];

/** What one tap came to: its checked answer, or an error that names the plugin. */
export type TapResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: PlatformError };

/** A listener that never throws. Taps of plugins become one in `tap.ts`. */
export type Guarded<H extends { readonly input: unknown; readonly tap: unknown }> = (
  input: H['input'],
) => Promise<TapResult<H['tap'] extends (...input: never) => infer Answer ? Awaited<Answer> : never>>;

/** What one plugin added, or why it did not. */
export type Collected<Item> =
  | { readonly plugin: string; readonly items: readonly Item[] }
  | { readonly plugin: string; readonly error: PlatformError };

/** One plugin that was told; `error` says that it failed. */
export interface Observed {
  readonly plugin: string;
  readonly error?: PlatformError;
}

/** What calling a hook answers. A waterfall and a bail throw the error of the first tap that fails. */
export type HookResult<H> =
  H extends Waterfall<infer Input>
    ? Input
    : H extends Collect<infer _Input, infer Item>
      ? readonly Collected<Item>[]
      : H extends Bail<infer _Input, infer Answer>
        ? { readonly plugin: string; readonly answer: Answer } | undefined
        : readonly Observed[];

/** A hook as the host holds it. Plugins never see one. */
export interface Hook<H extends AnyHook> {
  readonly kind: H['kind'];
  readonly tap: (plugin: string, listener: Guarded<H>) => void;
  readonly call: (input: H['input']) => Promise<HookResult<H>>;
}

/** Every hook of the platform. */
export type HookTable = { readonly [Name in HookName]: Hook<Hooks[Name]> };

/** The calling side of every hook: what the rest of the host is given. */
export type HookCalls = { readonly [Name in HookName]: Hook<Hooks[Name]>['call'] };

/** Makes a fresh table. A hook that is declared in the SDK and not made here stops the compiler. */
export const createHooks = (): HookTable => ({
  beforeExtract: waterfall('beforeExtract'),
  afterExtract: collect('afterExtract'),
  afterRebuild: observe('afterRebuild'),
  listResourceBlocks: collect('listResourceBlocks'),
  resolveUser: bail('resolveUser'),
});

const waterfall = <Input>(name: string): Hook<Waterfall<Input>> => {
  const hook = new AsyncSeriesWaterfallHook<[Input]>(['input'], name);
  return {
    kind: 'waterfall',
    tap: (plugin, listener) =>
      hook.tapPromise(`${plugin}#${name}`, async (input) => answerOf(await listener(input)) ?? input),
    call: (input) => hook.promise(input),
  };
};
