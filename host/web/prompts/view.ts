import type { PromptName, ShownTemplate } from '../../distribution/prompts/prompt-templates.ts';
import { type Refusal, refusalView } from '../refusal.ts';

/** What a page of a prompt is about. */
export interface PromptPage {
  readonly name: PromptName;
  readonly path: '/admin/workspace-prompt' | '/admin/agent-prompt';
  readonly title: string;
  readonly lead: string;
  /** What its templates may name. */
  readonly names: readonly string[];
}

const everybody = ['instance.name', 'instance.subtitle', 'server.url', 'server.hostname', 'now', 'today'];
const person = ['user.id', 'user.email', 'user.name', 'user.is_admin', 'user.groups'];

/** The pages, each the other's neighbour. */
export const promptPages: readonly [workspace: PromptPage, welcome: PromptPage] = [
  {
    name: 'workspace',
    path: '/admin/workspace-prompt',
    title: 'Workspace prompt',
    lead: 'What agnes setup writes into CLAUDE.md of each workspace, for the coding agent that works there.',
    names: [
      ...everybody,
      ...person,
      ...['sync_interval', 'data_source.type', 'tables (name, description, query_mode)', 'more_tables'],
      ...['metrics.count', 'metrics.categories', 'marketplaces (slug, name, plugins (name))'],
    ],
  },
  {
    name: 'welcome',
    path: '/admin/agent-prompt',
    title: 'Setup prompt',
    lead: 'What the page of connecting a laptop, which is public, tells a coding agent. HTML; of it only plain structure is kept.',
    names: [...everybody, 'user (empty on the public page)', ...person],
  },
];

/** What is in the form, and what came of it. */
export interface PromptShown {
  readonly done?: string | undefined;
  readonly refusal?: Refusal | undefined;
  readonly typed?: { readonly content: string; readonly user: string };
  readonly preview?: string;
}

/** What `prompt.mustache` is filled with. */
export const promptView = (page: PromptPage, template: ShownTemplate, shown: PromptShown): object => {
  const { done, refusal, typed, preview } = shown;
  const other = promptPages.find(({ name }) => name !== page.name);
  const user = typed?.user ?? '';
  return {
    ...{ done, path: page.path, title: page.title, lead: page.lead, names: page.names, user },
    other: other && { href: other.path, title: other.title },
    refusal: refusalView(refusal, { template_invalid: 'content', reader_unknown: 'user' }),
    content: typed?.content ?? template.content ?? template.default,
    written: template.content !== null,
    builtIn: template.default,
    state:
      template.content === null
        ? 'This is the built-in template.'
        : `Written ${template.updated_at?.slice(0, 10)}.`,
    sample: {
      value: '{{ user.email }}',
      loop: '{% for group in user.groups %} … {% endfor %}',
      choice: '{% if not user.is_admin %} … {% else %} … {% endif %}',
    },
    preview: preview !== undefined && {
      user,
      ...(page.name === 'welcome' ? { html: preview } : { text: preview }),
    },
  };
};
