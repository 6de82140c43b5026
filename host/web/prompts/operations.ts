import { Type } from '@agnes/sdk';
import { templateText } from '../../distribution/prompts/operations.ts';
import type { PromptTemplates } from '../../distribution/prompts/prompt-templates.ts';
import type { WorkspacePrompt } from '../../distribution/workspace/workspace-prompt.ts';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type PromptPage, type PromptShown, promptPages, promptView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly promptTemplates: PromptTemplates;
  readonly workspacePrompt: Pick<WorkspacePrompt, 'preview'>;
}

const says: Readonly<Record<string, string>> = {
  saved: 'The template is saved; whoever asks from now on gets it.',
  reset: 'The built-in template counts again.',
};

const form = Type.Object({
  content: templateText,
  user: Type.String({ maxLength: 320, default: '' }),
});

const asThePage =
  (about: PromptPage) =>
  async ({ web, promptTemplates }: Services, asking: Asking, shown: PromptShown): Promise<Reply> => {
    const { name, path, title } = about;
    const view = promptView(about, await promptTemplates.shown(name), shown);
    const status = shown.refusal?.status ?? 200;
    return pageReply(web, asking, { page: 'prompt', title, path, view, status });
  };

/** Browsers send line breaks as two characters. */
const typedIn = ({ content, user }: { readonly content: string; readonly user: string }) => ({
  content: content.replaceAll('\r\n', '\n'),
  user: user.trim(),
});

const operationsOf = (about: PromptPage) => {
  const { name, path, title } = about;
  const shownPage = asThePage(about);
  const show = operation({
    id: `web.${name}_prompt`,
    route: `GET ${path}`,
    summary: `${title}: the template, its names and the built-in one`,
    who: 'admin',
    query: Type.Object({ done }),
    result: page,
    run: (input, services: Services) => shownPage(services, input, { done: entryOf(says, input.query.done) }),
  });
  const save = operation({
    id: `web.${name}_prompt_save`,
    route: `POST ${path}`,
    summary: `${title}: saves the template, from the page`,
    who: 'admin',
    body: form,
    result: page,
    problems: ['template_invalid'],
    audit: () => ({ action: `${name}_prompt.update`, resource: `prompt:${name}` }),
    run: async ({ body, intent, ...asking }, services: Services) => {
      const typed = typedIn(body);
      const act = async () => {
        await services.promptTemplates.save(name, typed.content, intent);
        return seeOther(`${path}?done=saved`);
      };
      return orShowAgain(act, (refusal) => shownPage(services, asking, { refusal, typed }));
    },
  });
  return [show, save, ...deedsOf(about, shownPage)];
};

const deedsOf = ({ name, path, title }: PromptPage, shownPage: ReturnType<typeof asThePage>) => [
  operation({
    id: `web.${name}_prompt_reset`,
    route: `POST ${path}/reset`,
    summary: `${title}: goes back to the built-in template, from the page`,
    who: 'admin',
    result: page,
    audit: () => ({ action: `${name}_prompt.reset`, resource: `prompt:${name}` }),
    run: async ({ intent }, { promptTemplates }: Services) => {
      await promptTemplates.reset(name, intent);
      return seeOther(`${path}?done=reset`);
    },
  }),
  operation({
    id: `web.${name}_prompt_preview`,
    route: `POST ${path}/preview`,
    summary: `${title}: shows what a template would become, from the page`,
    who: 'admin',
    body: form,
    result: page,
    problems: ['template_invalid', 'reader_unknown'],
    run: async ({ body, ...asking }, services: Services) => {
      const typed = typedIn(body);
      const draft = { content: typed.content, user: typed.user || undefined };
      const act = async () => {
        const preview = await services.workspacePrompt.preview(name, draft, asking.principal);
        return shownPage(services, asking, { typed, preview });
      };
      return orShowAgain(act, (refusal) => shownPage(services, asking, { refusal, typed }));
    },
  }),
];

/** The pages of prompts. */
export const promptPageOperations = promptPages.flatMap(operationsOf);
