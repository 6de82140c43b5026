import type { Intent } from '../../http/intent.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { checkNames } from './check-names.ts';
import { renderTemplate, type Values } from './render-template.ts';
import { replaceTemplate, type TemplateTable, writtenTemplate } from './repository.ts';
import { escapeHtml, safeHtml } from './safe-html.ts';
import { welcomeStandIns, workspaceStandIns } from './stand-ins.ts';

/** The prompts that administrators may write anew. */
export type PromptName = 'workspace' | 'welcome';

interface PromptTemplatesDeps {
  readonly store: Pick<SystemStore, 'read' | 'write'>;
  readonly now: () => number;
  /** The text of a built-in template. */
  readonly builtIn: (name: PromptName) => Promise<string>;
  /** Told when a template that was saved does not fit what it meets. */
  readonly onBroken: (name: PromptName, error: unknown) => void;
}

/** A template as administrators see it. */
export interface ShownTemplate {
  /** Null: the built-in one counts. */
  readonly content: string | null;
  readonly default: string;
  readonly updated_at: string | null;
  readonly updated_by: string | null;
}

interface Kind {
  readonly table: TemplateTable;
  readonly standIns: readonly Values[];
  readonly render: (template: string, values: Values) => string;
}

const kinds: Readonly<Record<PromptName, Kind>> = {
  workspace: { table: 'claude_md_template', standIns: workspaceStandIns, render: renderTemplate },
  welcome: {
    table: 'welcome_template',
    standIns: welcomeStandIns,
    render: (template, values) => safeHtml(renderTemplate(template, values, escapeHtml)),
  },
};

/** Templates of prompts: the built-in ones, and what administrators wrote in their place. */
export class PromptTemplates {
  readonly #deps: PromptTemplatesDeps;

  constructor(deps: PromptTemplatesDeps) {
    this.#deps = deps;
  }

  /** A template, and what it stands in place of. */
  async shown(name: PromptName): Promise<ShownTemplate> {
    const { store, builtIn } = this.#deps;
    const written = await writtenTemplate(store.read, kinds[name].table);
    return {
      content: written?.content ?? null,
      default: await builtIn(name),
      updated_at: written ? isoUtc(written.updated_at) : null,
      updated_by: written?.updated_by ?? null,
    };
  }

  /** Saves a template that renders for everybody; `template_invalid` otherwise. */
  async save(name: PromptName, content: string, intent: Intent): Promise<void> {
    check(name, content);
    const { store, now } = this.#deps;
    const row = { content, updated_at: new Date(now()), updated_by: intent.actor.userId ?? null };
    await store.write(intent, (tx) => replaceTemplate(tx, kinds[name].table, row));
  }

  /** Goes back to the built-in template. */
  async reset(name: PromptName, intent: Intent): Promise<void> {
    await this.#deps.store.write(intent, (tx) => replaceTemplate(tx, kinds[name].table));
  }

  /** What a template becomes, without saving it. */
  preview(name: PromptName, content: string, values: Values): string {
    check(name, content);
    return kinds[name].render(content, values);
  }

  /** What readers get. A template that fails them is passed over: they cannot mend it. */
  async filled(name: PromptName, values: Values): Promise<string> {
    const { content, default: builtIn } = await this.shown(name);
    const { render } = kinds[name];
    try {
      return render(content ?? builtIn, values);
    } catch (error) {
      this.#deps.onBroken(name, error);
      return render(builtIn, values);
    }
  }
}

const check = (name: PromptName, content: string): void => {
  const { standIns, render } = kinds[name];
  for (const values of standIns.slice(0, 1)) checkNames(content, values);
  for (const values of standIns) render(content, values);
};
