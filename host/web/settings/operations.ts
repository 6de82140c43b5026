import { Type } from '@agnes/sdk';
import { noSuchRoute } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import type { Settings } from '../../settings/settings.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import type { Web } from '../web.ts';
import { formPart } from './form-parts.ts';
import { formPatch } from './form-patch.ts';
import { type SettingsShown, settingsView } from './view.ts';

interface Services {
  readonly web: Web;
  readonly settings: Settings;
}

const path = '/admin/server-config';

const settingsPage = async (
  { web, settings }: Services,
  asking: Asking,
  shown: Omit<SettingsShown, 'isPending'>,
): Promise<Reply> => {
  const view = settingsView(await settings.read(), { ...shown, isPending: settings.isPending });
  const status = shown.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'server-config', title: 'Settings', path, view, status });
};

const says: Readonly<Record<string, string>> = {
  saved: 'The settings are saved.',
};

const show = operation({
  id: 'web.settings',
  route: 'GET /admin/server-config',
  summary: 'Settings that can be changed at run time, a form for each section and plugin',
  who: 'admin',
  query: Type.Object({ done }),
  result: page,
  problems: ['overlay_unreadable'],
  run: (input, services: Services) =>
    settingsPage(services, input, { done: entryOf(says, input.query.done) }),
});

const save = operation({
  id: 'web.settings_save',
  route: 'POST /admin/server-config',
  summary: 'Changes settings, from the page',
  who: 'admin',
  body: Type.Record(Type.String(), Type.String({ maxLength: 100_000 }), {
    description: 'Fields of one form, by their keys; `form` says which, `confirm` that it is meant.',
  }),
  result: page,
  problems: [
    'confirm_danger_required',
    'outbound_url_refused',
    'setting_read_only',
    'invalid_settings',
    'nothing_to_change',
    'invalid_secret',
    'overlay_unreadable',
  ],
  audit: ({ body }) => ({ action: 'instance_config.update', resource: (body['form'] ?? '').slice(0, 200) }),
  run: async ({ body, intent, ...asking }, services: Services) => {
    const { settings } = services;
    const act = async () => {
      const { fields, tree } = await settings.read();
      const part = formPart(fields, body['form'] ?? '');
      if (!part) throw noSuchRoute({ path });
      const [section = ''] = part.path;
      const patch = formPatch(part, body, tree)[section] ?? {};
      const wanted = { sections: { [section]: patch }, confirmDanger: body['confirm'] === 'on' };
      await settings.change(wanted, intent);
      return seeOther(`${path}?done=saved`);
    };
    return orShowAgain(act, (refusal) => {
      if (refusal.code === noSuchRoute({ path }).code) throw refusal.cause;
      return settingsPage(services, asking, { refusal, typed: body });
    });
  },
});

/** The page of the settings. */
export const settingsPageOperations = [show, save] as const;
