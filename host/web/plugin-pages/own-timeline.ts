import type { GenerationSeen } from './seen.ts';
import { isStep } from './timeline.ts';

/** Generations in which a plugin became another than in the one before, newest first; steps of a search are none. */
export const generationsOf = (
  id: string,
  generations: readonly GenerationSeen[],
): readonly GenerationSeen[] => {
  const known = new Map(generations.map((one) => [one.generation, one]));
  return generations.filter((one) => {
    const parent = one.parent === null ? undefined : known.get(one.parent);
    return !isStep(one) && entriesOf(id, one) !== entriesOf(id, parent);
  });
};

const entriesOf = (id: string, generation: GenerationSeen | undefined): string =>
  JSON.stringify(generation?.plugins.filter((plugin) => plugin.id === id) ?? []);
