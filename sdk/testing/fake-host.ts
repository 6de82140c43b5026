import type { CatalogTable } from '../catalog.ts';
import { frozenCopy } from '../frozen-copy.ts';
import type { Bail, Collect, Waterfall } from '../hook-kinds.ts';
import type { HookName, Hooks } from '../hooks.ts';
import type { Llm } from '../llm.ts';
import { LlmNotConfigured } from '../llm-errors.ts';
import type { PluginHost } from '../plugin.ts';
import { catalogUndeclared, hookUndeclared, llmUndeclared, nullAnswer } from './errors.ts';
import { type FakeRequest, type FakeWorld, fakeHttp } from './fake-http.ts';

/** The plugin under test. */
export interface FakeHostOptions<Settings> extends FakeWorld {
  /** The parsed `agnes.plugin.json`: its hooks are those that may be tapped. */
  readonly manifest: {
    readonly id: string;
    readonly capabilities?: Readonly<Record<string, unknown>>;
    readonly contributes: { readonly hooks?: readonly { readonly taps: readonly string[] }[] };
  };
  /** Handed over as they are: the fake knows no schema and fills in no defaults. */
  readonly settings: Settings;
  /** The tables of the host; none when absent. */
  readonly catalog?: readonly CatalogTable[];
  /** The language model; none is configured when absent. */
  readonly llm?: Llm;
}

/** What calling a hook comes to when one plugin taps it. */
export type Called<H> =
  H extends Waterfall<infer Input>
    ? Input
    : H extends Collect<infer _Input, infer Item>
      ? readonly Item[]
      : H extends Bail<infer _Input, infer Answer>
        ? Answer | undefined
        : undefined;

/** A host for one plugin in a test. */
export interface FakeHost<Settings> extends PluginHost<Settings> {
  readonly logs: readonly string[];
  readonly requests: readonly FakeRequest[];
  /** Hooks that were tapped, in order. */
  readonly taps: readonly HookName[];
  /** Calls the taps as the host does; what a tap throws comes through as it is. */
  call<Name extends HookName>(hook: Name, input: Hooks[Name]['input']): Promise<Called<Hooks[Name]>>;
  /** Runs what was deferred, last first. */
  release(): Promise<void>;
}

/** A plugin's host that does nothing but remember: `await plugin.setup(fakeHost({ manifest, settings }))`. */
export const fakeHost = <Settings>({
  manifest,
  settings,
  catalog = [],
  llm = { extractJson: async () => Promise.reject(LlmNotConfigured({})) },
  ...world
}: FakeHostOptions<Settings>): FakeHost<Settings> => {
  const declared = new Set((manifest.contributes.hooks ?? []).flatMap(({ taps }) => taps));
  const tapped: { hook: HookName; listener: Listener }[] = [];
  const releases: (() => void | Promise<void>)[] = [];
  const logs: string[] = [];
  return {
    ...fakeHttp(world),
    id: manifest.id,
    settings: frozenCopy(settings),
    logs,
    catalog: async () => {
      if (!manifest.capabilities?.['catalog']) throw catalogUndeclared({});
      return catalog;
    },
    llm: {
      extractJson: async (request) => {
        if (!manifest.capabilities?.['llm']) throw llmUndeclared({});
        return llm.extractJson(request);
      },
    },
    log: (message) => void logs.push(message),
    defer: (release) => void releases.push(release),
    release: async () => {
      for (const release of releases.splice(0).reverse()) await release();
    },
    get taps() {
      return tapped.map(({ hook }) => hook);
    },
    tap: (hook, listener) => {
      if (!declared.has(hook)) throw hookUndeclared({ hook });
      // A listener is only ever called with the input of the hook it was given for.
      tapped.push({ hook, listener: listener as Listener });
    },
    call: async (hook, input) => {
      const listeners = tapped.filter((tap) => tap.hook === hook).map(({ listener }) => listener);
      const ask = listeners.map((listener) => asking(hook, listener));
      // The kind of the hook decides what comes out; the compiler cannot follow it through the table.
      return (await runs[kinds[hook]](ask, input)) as Called<Hooks[typeof hook]>;
    },
  };
};

type Listener = (input: unknown) => unknown;
type Ask = (input: unknown) => Promise<unknown>;

const kinds: { readonly [Name in HookName]: Hooks[Name]['kind'] } = {
  beforeExtract: 'waterfall',
  afterExtract: 'collect',
  afterRebuild: 'observe',
  beforeQuery: 'waterfall',
  afterQuery: 'observe',
  listResourceBlocks: 'collect',
  catalogEnrich: 'waterfall',
  resolveUser: 'bail',
};

const asking =
  (hook: HookName, listener: Listener): Ask =>
  async (input) => {
    const answer = await listener(frozenCopy(input));
    if (answer === null) throw nullAnswer({ hook });
    return answer;
  };

const runs: Readonly<
  Record<Hooks[HookName]['kind'], (taps: readonly Ask[], input: unknown) => Promise<unknown>>
> = {
  waterfall: async (taps, input) => {
    let value = input;
    for (const tap of taps) value = (await tap(value)) ?? value;
    return value;
  },
  collect: async (taps, input) => {
    const items: unknown[] = [];
    for (const tap of taps) items.push(await tap(input));
    return items.flat();
  },
  observe: async (taps, input) => {
    for (const tap of taps) await tap(input);
  },
  bail: async (taps, input) => {
    for (const tap of taps) {
      const answer = await tap(input);
      if (answer !== undefined) return answer;
    }
    return undefined;
  },
};
