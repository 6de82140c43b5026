import { setTimeout as sleep } from 'node:timers/promises';
import { type Llm, type LlmHost, LlmNotConfigured, type LlmRouter, type Manifest } from '@agnes/sdk';
import { contributionsOf } from './contributions.ts';
import { importEntry } from './entry.ts';

/** The language model that plugins ask: known when all of them are loaded. */
export interface LateLlm extends Llm {
  use(router: Llm | undefined): void;
}

/** A way to the language model that can be handed out before it is there. */
export const lateLlm = (): LateLlm => {
  let router: Llm | undefined;
  return {
    extractJson: async (request) => {
      if (!router) throw LlmNotConfigured({});
      return router.extractJson(request);
    },
    use: (found) => {
      router = found;
    },
  };
};

const shape = { expected: 'an LLM router (defineLlmRouter)', functions: ['create'] } as const;

/** Imports the routers of a plugin and makes them from its settings. */
export const createRouters = async (
  { folder, manifest }: { readonly folder: string; readonly manifest: Manifest },
  host: Omit<LlmHost, 'wait'>,
): Promise<readonly Llm[]> => {
  const made: Llm[] = [];
  for (const { entry } of contributionsOf(manifest).llmRouters) {
    const router = await importEntry<LlmRouter>(folder, entry, shape);
    made.push(router.create(Object.freeze({ ...host, wait })));
  }
  return made;
};

const wait: LlmHost['wait'] = (ms, signal) => sleep(ms, undefined, signal && { signal });
