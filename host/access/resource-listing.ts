import type { ResourceBlock, ResourceType } from '@agnes/sdk';
import type { Collected, HookCalls } from '../kernel/hooks.ts';

interface ListingDeps {
  readonly resourceTypes: () => readonly ResourceType[];
  readonly listResourceBlocks: HookCalls['listResourceBlocks'];
  readonly now: () => number;
}

/** The blocks of one type. `staleSince` is there when a lister failed and what it last said is shown. */
export interface Listed {
  readonly type: ResourceType;
  readonly blocks: readonly ResourceBlock[];
  readonly staleSince?: Date;
}

interface Answer {
  readonly blocks: readonly ResourceBlock[];
  readonly at: Date;
  readonly isStale: boolean;
}

/** Lists what could be granted, for people to pick from. A lister that fails takes nothing off the page. */
export class ResourceListing {
  readonly #deps: ListingDeps;
  /** Last good answer of each lister of each type. */
  readonly #known = new Map<string, Answer>();

  constructor(deps: ListingDeps) {
    this.#deps = deps;
  }

  types(): readonly ResourceType[] {
    return this.#deps.resourceTypes();
  }

  type(key: string): ResourceType | undefined {
    return this.types().find((type) => type.key === key);
  }

  list(): Promise<readonly Listed[]> {
    return Promise.all(this.types().map((type) => this.listOf(type)));
  }

  async listOf(type: ResourceType): Promise<Listed> {
    const collected = await this.#deps.listResourceBlocks({ type: type.key });
    const answers = collected.map((one) => this.#answerOf(`${type.key} ${one.plugin}`, one));
    const blocks = answers.flatMap((answer) => answer.blocks);
    const stale = answers.filter((answer) => answer.isStale).map((answer) => answer.at.getTime());
    return { type, blocks, ...(stale.length > 0 && { staleSince: new Date(Math.min(...stale)) }) };
  }

  #answerOf(lister: string, collected: Collected<ResourceBlock>): Answer {
    const at = new Date(this.#deps.now());
    if ('error' in collected) return { blocks: [], at, ...this.#known.get(lister), isStale: true };
    const answer = { blocks: collected.items, at, isStale: false };
    this.#known.set(lister, answer);
    return answer;
  }
}
