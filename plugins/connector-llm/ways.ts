import { defineError } from '@agnes/sdk/errors';
import type { Strategy } from './question.ts';

/** The provider takes this way of asking, and not this schema: another schema may do. */
export const SchemaRefused = defineError({
  code: 'llm_schema_refused',
  kind: 'upstream',
  message: () => 'the provider refuses the schema of the question',
  hint: 'Set ai.structured_output to auto, or make the schema simpler.',
});

/** The ways of asking one model for JSON, and what it has shown of them. */
export class Ways {
  readonly #all: readonly Strategy[];
  readonly #working = new Set<Strategy>();
  readonly #unknown = new Set<Strategy>();

  constructor(all: readonly Strategy[]) {
    this.#all = all;
  }

  /** What is tried one after another. Never nothing: a server that knows no way today may know one tomorrow. */
  open(): readonly Strategy[] {
    const open = this.#all.filter((way) => !this.#unknown.has(way));
    return open.length > 0 ? open : this.#all;
  }

  /** The model has answered when it was asked so. */
  works(way: Strategy): void {
    this.#working.add(way);
  }

  /** The server says that it does not know this way. One that has worked before is not given up for one question. */
  fails(way: Strategy): void {
    if (!this.#working.has(way)) this.#unknown.add(way);
  }
}
