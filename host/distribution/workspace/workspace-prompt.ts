import type { Principal } from '../../http/principal.ts';
import type { PromptName, PromptTemplates } from '../prompts/prompt-templates.ts';
import { readerUnknown } from './errors.ts';
import { type Wish, WorkspaceValues, type WorkspaceValuesDeps } from './workspace-values.ts';

interface WorkspacePromptDeps extends WorkspaceValuesDeps {
  readonly templates: Pick<PromptTemplates, 'filled' | 'preview' | 'shown'>;
  /** Somebody as they would ask, by id or e-mail. */
  readonly principalOf: (user: string) => Promise<Principal | undefined>;
}

/** What the page of setting up shows. */
export interface Welcome {
  /** Safe to show. */
  readonly html: string;
  /** False: it is the built-in text, which installs the command line of this host. */
  readonly isWritten: boolean;
}

interface Draft {
  readonly content: string;
  /** Whose text it is to be; without any that of whoever asks. */
  readonly user?: string | undefined;
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
  async welcome(): Promise<Welcome> {
    const { templates } = this.#deps;
    const { content } = await templates.shown('welcome');
    return { html: await templates.filled('welcome', this.#values.welcome()), isWritten: content !== null };
  }

  /** What a draft of a template would become for somebody. */
  async preview(name: PromptName, { content, user }: Draft, asking: Principal): Promise<string> {
    const reader = user === undefined ? asking : await this.#deps.principalOf(user);
    if (!reader) throw readerUnknown({ user: user ?? '' });
    const values = name === 'workspace' ? await this.#values.workspace(reader) : this.#values.welcome(reader);
    return this.#deps.templates.preview(name, content, values);
  }
}
