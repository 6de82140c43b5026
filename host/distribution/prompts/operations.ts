import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { WorkspacePrompt } from '../workspace/workspace-prompt.ts';
import type { PromptName, PromptTemplates } from './prompt-templates.ts';

interface Services {
  readonly promptTemplates: Pick<PromptTemplates, 'shown' | 'save' | 'reset'>;
  readonly workspacePrompt: Pick<WorkspacePrompt, 'preview'>;
}

/** A template as it is sent. */
export const templateText = Type.String({
  minLength: 1,
  maxLength: 200_000,
  description:
    'Text with {{ a.b }}, {% for x in a.b %}…{% endfor %} and {% if [not] a.b %}…{% else %}…{% endif %}.',
});
const maybe = Type.Union([Type.String(), Type.Null()]);
const noBody = Type.Null();

interface Prompt {
  readonly name: PromptName;
  readonly path: '/api/admin/workspace-prompt-template' | '/api/admin/welcome-template';
  /** What it is to people. */
  readonly title: string;
}

const changesOf = ({ name, path, title }: Prompt) => [
  operation({
    id: `${name}_prompt.save`,
    route: `PUT ${path}`,
    summary: `Writes the template of ${title}, when it renders for everybody`,
    who: 'admin',
    body: Type.Object({ content: templateText }, { additionalProperties: false }),
    result: Type.Object({ status: Type.String() }),
    problems: ['template_invalid'],
    audit: () => ({ action: `${name}_prompt.update`, resource: `prompt:${name}` }),
    run: async ({ body, intent }, { promptTemplates }: Services) => {
      await promptTemplates.save(name, body.content, intent);
      return { status: 'saved' };
    },
  }),
  operation({
    id: `${name}_prompt.reset`,
    route: `DELETE ${path}`,
    summary: `Goes back to the built-in template of ${title}`,
    who: 'admin',
    result: noBody,
    status: 204,
    audit: () => ({ action: `${name}_prompt.reset`, resource: `prompt:${name}` }),
    run: async ({ intent }, { promptTemplates }: Services) => {
      await promptTemplates.reset(name, intent);
      return null;
    },
  }),
];

const viewsOf = ({ name, path, title }: Prompt) => [
  operation({
    id: `${name}_prompt.read`,
    route: `GET ${path}`,
    summary: `The template of ${title}: what was written, and the built-in one`,
    who: 'admin',
    result: Type.Object({
      content: Type.Union([Type.String(), Type.Null()], { description: 'Null: the built-in one counts.' }),
      default: Type.String(),
      updated_at: maybe,
      updated_by: maybe,
    }),
    run: async (_input, { promptTemplates }: Services) => promptTemplates.shown(name),
  }),
  operation({
    id: `${name}_prompt.preview`,
    route: `POST ${path}/preview`,
    summary: `What a template of ${title} would become, for you or for another user; saves nothing`,
    who: 'admin',
    body: Type.Object(
      {
        content: templateText,
        user: Type.Optional(Type.String({ maxLength: 320, description: 'Id or e-mail of the reader.' })),
      },
      { additionalProperties: false },
    ),
    result: Type.Object({ content: Type.String() }),
    problems: ['template_invalid', 'reader_unknown'],
    run: async ({ body: { content, user }, principal }, { workspacePrompt }: Services) => ({
      content: await workspacePrompt.preview(name, { content, user }, principal),
    }),
  }),
];

const prompts: readonly Prompt[] = [
  {
    name: 'workspace',
    path: '/api/admin/workspace-prompt-template',
    title: 'CLAUDE.md in workspaces',
  },
  {
    name: 'welcome',
    path: '/api/admin/welcome-template',
    title: 'the part of /setup that is for coding agents',
  },
];

/** The templates of prompts. */
export const promptOperations = prompts.flatMap((prompt) => [...viewsOf(prompt), ...changesOf(prompt)]);
