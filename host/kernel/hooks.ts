import type { Bail, Collect, HookName, Hooks, Observe, PlatformError, Waterfall } from '@agnes/sdk';
import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';
import { freshInput } from './frozen-input.ts';

/** What one tap came to: its checked answer, or an error that names the plugin. */
type TapResult<Answer> =
  | { readonly ok: true; readonly value: Answer }
  | { readonly ok: false; readonly error: PlatformError };

/** A listener that never throws; `tap.ts` makes the listeners of plugins into one. */
export type Guarded<Input, Answer> = (input: Input) => Promise<TapResult<Answer>>;

/** What one plugin added, or why it did not. */
export type Collected<Item> =
  | { readonly plugin: string; readonly items: readonly Item[] }
  | { readonly plugin: string; readonly error: PlatformError };

/** One plugin that was told; `error` says that it failed. */
interface Observed {
  readonly plugin: string;
  readonly error?: PlatformError;
}

/** The first answer of a bail and whose it is. */
interface Answered<Answer> {
  readonly plugin: string;
  readonly answer: Answer;
}

/** A hook as the host holds it. Plugins never see one. A failing tap ends a waterfall and a bail, and nothing else. */
export interface Hook<Input, Answer, Result> {
  readonly kind: Hooks[HookName]['kind'];
  readonly tap: (plugin: string, listener: Guarded<Input, Answer>) => void;
  readonly call: (input: Input) => Promise<Result>;
  /** False: calling it comes to nothing. */
  readonly isTapped: () => boolean;
}

type WaterfallHook<Input> = Hook<Input, Input | undefined, Input>;
type CollectHook<Input, Item> = Hook<Input, readonly Item[], readonly Collected<Item>[]>;
type ObserveHook<Input> = Hook<Input, void, readonly Observed[]>;
type BailHook<Input, Answer> = Hook<Input, Answer | undefined, Answered<Answer> | undefined>;

type HookOf<H> =
  H extends Waterfall<infer Input>
    ? WaterfallHook<Input>
    : H extends Collect<infer Input, infer Item>
      ? CollectHook<Input, Item>
      : H extends Bail<infer Input, infer Answer>
        ? BailHook<Input, Answer>
        : H extends Observe<infer Input>
          ? ObserveHook<Input>
          : never;

/** Every hook of the platform. */
export type HookTable = { readonly [Name in HookName]: HookOf<Hooks[Name]> };

/** The calling side of every hook: all that the rest of the host is given. */
export type HookCalls = { readonly [Name in HookName]: HookTable[Name]['call'] };

/** Makes a fresh table. A hook that is declared in the SDK and not made here, or made of another kind, does not compile. */
export const createHooks = (): HookTable => ({
  beforeExtract: waterfall('beforeExtract'),
  afterExtract: collect('afterExtract'),
  afterRebuild: observe('afterRebuild'),
  beforeQuery: waterfall('beforeQuery'),
  afterQuery: observe('afterQuery'),
  listResourceBlocks: collect('listResourceBlocks'),
  catalogEnrich: waterfall('catalogEnrich'),
  resolveUser: bail('resolveUser'),
});

/** Calls hooks of whichever table is current: a released generation ends its calls, and new ones see the next. */
export const callsOf = (current: () => HookTable): HookCalls => ({
  beforeExtract: (input) => on(current(), (table) => table.beforeExtract.call(input)),
  afterExtract: (input) => on(current(), (table) => table.afterExtract.call(input)),
  afterRebuild: (input) => on(current(), (table) => table.afterRebuild.call(input)),
  beforeQuery: (input) => on(current(), (table) => table.beforeQuery.call(input)),
  afterQuery: (input) => on(current(), (table) => table.afterQuery.call(input)),
  listResourceBlocks: (input) => on(current(), (table) => table.listResourceBlocks.call(input)),
  catalogEnrich: (input) => on(current(), (table) => table.catalogEnrich.call(input)),
  resolveUser: (input) => on(current(), (table) => table.resolveUser.call(input)),
});

const underWay = new WeakMap<HookTable, Set<Promise<unknown>>>();

const on = <Result>(table: HookTable, work: (table: HookTable) => Promise<Result>): Promise<Result> => {
  const calls = underWay.get(table) ?? new Set();
  underWay.set(table, calls);
  const call = work(table);
  calls.add(call);
  const ended = () => calls.delete(call);
  void call.then(ended, ended);
  return call;
};

/** Resolves when no call of this table is under way: between two taps of one call, either plugin is still needed. */
export const tableIdle = async (table: HookTable): Promise<void> => {
  await Promise.allSettled(underWay.get(table) ?? []);
};

const waterfall = <Input extends object>(name: string): WaterfallHook<Input> => {
  const hook = new AsyncSeriesWaterfallHook<[Input], Input>(['input'], name);
  return {
    kind: 'waterfall',
    tap: (plugin, listener) =>
      hook.tapPromise(`${plugin}#${name}`, async (input) => answerOf(await listener(input)) ?? input),
    call: (input) => hook.promise(freshInput(input)),
    isTapped: () => hook.isUsed(),
  };
};

const bail = <Input extends object, Answer>(name: string): BailHook<Input, Answer> => {
  const hook = new AsyncSeriesBailHook<[Input], Answered<Answer> | undefined>(['input'], name);
  return {
    kind: 'bail',
    tap: (plugin, listener) =>
      hook.tapPromise(`${plugin}#${name}`, async (input) => {
        const answer = answerOf(await listener(input));
        return answer === undefined ? undefined : { plugin, answer };
      }),
    call: (input) => hook.promise(freshInput(input)),
    isTapped: () => hook.isUsed(),
  };
};

const collect = <Input extends object, Item>(name: string): CollectHook<Input, Item> => {
  const { tap, call, isTapped } = series<Input, readonly Item[]>(name);
  return {
    kind: 'collect',
    tap,
    isTapped,
    call: async (input) =>
      (await call(input)).map(({ plugin, result }) =>
        result.ok ? { plugin, items: result.value } : { plugin, error: result.error },
      ),
  };
};

const observe = <Input extends object>(name: string): ObserveHook<Input> => {
  const { tap, call, isTapped } = series<Input, void>(name);
  return {
    kind: 'observe',
    tap,
    isTapped,
    call: async (input) =>
      (await call(input)).map(({ plugin, result }) =>
        result.ok ? { plugin } : { plugin, error: result.error },
      ),
  };
};

interface Settled<Answer> {
  readonly plugin: string;
  readonly result: TapResult<Answer>;
}

/** Taps one after another, each with its record: tapable alone would stop at the first throw and not say whose it was. */
const series = <Input extends object, Answer>(name: string) => {
  const hook = new AsyncSeriesHook<[Input, Settled<Answer>[]]>(['input', 'settled'], name);
  return {
    isTapped: () => hook.isUsed(),
    tap: (plugin: string, listener: Guarded<Input, Answer>): void =>
      hook.tapPromise(`${plugin}#${name}`, async (input, settled) => {
        settled.push({ plugin, result: await listener(input) });
      }),
    call: async (input: Input): Promise<readonly Settled<Answer>[]> => {
      const settled: Settled<Answer>[] = [];
      await hook.promise(freshInput(input), settled);
      return settled;
    },
  };
};

const answerOf = <Answer>(result: TapResult<Answer>): Answer => {
  if (!result.ok) throw result.error;
  return result.value;
};
