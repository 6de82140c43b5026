import type { Entity } from './client.ts';
import { listIn, textIn } from './json.ts';

/** Fully qualified names of the tags of something. */
export const tagsOf = (entity: Entity): readonly string[] =>
  listIn(entity, 'tags').flatMap((tag) => fqnOf(tag) ?? []);

/** What people call the tags of something; those of a kind that is left out are not among them. */
export const tagNamesOf = (entity: Entity, without?: string): readonly string[] =>
  listIn(entity, 'tags').flatMap((tag) => {
    const fqn = fqnOf(tag);
    if (fqn === undefined || (without !== undefined && fqn.startsWith(without))) return [];
    return textIn(tag, 'name') ?? segmentsOf(fqn).at(-1) ?? [];
  });

/** The parts of a fully qualified name: `Release."v1.2"` has two, and the second has no quotes. */
export const segmentsOf = (fqn: string): readonly string[] =>
  [...fqn.matchAll(/"((?:[^"\\]|\\.)*)"|[^.]+/g)].map(([plain, quoted]) =>
    quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1'),
  );

const fqnOf = (tag: Entity): string | undefined => textIn(tag, 'tagFQN') ?? textIn(tag, 'name');
