import type { Principal } from '../../http/principal.ts';
import type { PromptName, PromptTemplates } from '../prompts/prompt-templates.ts';
import { readerUnknown } from './errors.ts';
import { WorkspaceValues, type WorkspaceValuesDeps, type Wish } from './workspace-values.ts';

interface WorkspacePromptDeps extends WorkspaceValuesDeps {
  readonly templates: Pick<PromptTemplates, 'filled' | 'preview'>;
  /** Somebody as they would ask, by id. */
  readonly principalOf: (userId: string) => Promise<Principal | undefined>;
}

interface Draft {
  readonly content: string;
  /** Whose text it is to be; without any that of whoever asks. */
  readonly userId?: string | undefined;
}

/** Says to a coding agent in a workspace, or to whoever sets one up, what there is and how it is asked. */
export class WorkspacePrompt {
  readonly #deps: WorkspacePromptDeps;
  readonly #values: WorkspaceValues;

  constructor(deps: WorkspacePromptDeps) {
    this.#deps = deps;
    this.#values = new WorkspaceValues(deps);
  }

  /** The prompt of a person. With the built-in template the same until a table, a plugin or the person changes. */
  async of(principal: Principal, wish: Wish = {}): Promise<string> {
    return this.#deps.templates.filled('workspace', await this.#values.workspace(principal, wish));
  }

  /** The part of the page of setting up that is for coding agents, as HTML that is safe to show. */
  welcome(): Promise<string> {
    return this.#deps.templates.filled('welcome', this.#values.welcome());
  }

  /** What a draft of a template would become for somebody. */
  async preview(name: PromptName, { content, userId }: Draft, asking: Principal): Promise<string> {
    const reader = userId === undefined ? asking : await this.#deps.principalOf(userId);
    if (!reader) throw readerUnknown({ user_id: userId ?? '' });
    const values = name === 'workspace' ? await this.#values.workspace(reader) : this.#values.welcome(reader);
    return this.#deps.templates.preview(name, content, values);
  }
}
