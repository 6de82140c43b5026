import { type FaultyProxy, passPart } from './proxy.ts';

/** Holds the first download at this share of its bytes, which are with the client then. */
export const holdAt = (proxy: FaultyProxy, share: number): Promise<void> => {
  const held = Promise.withResolvers<void>();
  proxy.fault = {
    answered: async (passing, response) => {
      await passPart(passing, response, Math.max(1, Math.floor(passing.body.length * share)));
      held.resolve();
    },
  };
  return held.promise;
};
