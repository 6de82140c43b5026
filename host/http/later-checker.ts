import { type Checker, type CheckerOptions, checkerFor, type Static, type TSchema } from '@agnes/sdk';

/** A checker that is compiled when it is first asked: a start that compiled all of ours took twice as long. */
export const laterChecker = <S extends TSchema>(schema: S, options?: CheckerOptions): Checker<Static<S>> =>
  checkerFor(schema, { ...options, compiled: 'later' });
