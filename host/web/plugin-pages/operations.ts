import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { pluginAddress } from '../../plugin-manager/plugin-address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { type DetailServices, pluginPage } from './detail-page.ts';
import { type PluginPageServices, pluginsPage } from './list-page.ts';
import { says } from './says.ts';

const text = Type.Optional(Type.String({ maxLength: 2_000 }));

const list = operation({
  id: 'web.plugins',
  route: 'GET /admin/plugins',
  summary: 'Plugins with state, reason and trust, what became of every change, and the form that installs',
  who: 'admin',
  query: Type.Object({
    done,
    ...{ from: text, url: text, commit: text, ref: text, path: text, file: text },
    ...{ integrity: text, plugin: text, token_secret: text },
  }),
  result: page,
  run: (input, services: PluginPageServices) => {
    const { done: word = '', ...values } = input.query;
    return pluginsPage(services, input, { done: entryOf(says, word), values: definedOf(values) });
  },
});

const definedOf = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const detail = operation({
  id: 'web.plugin',
  route: 'GET /admin/plugins/:publisher/:slug',
  summary: 'One plugin: state and why, versions, failures, what it may do, settings',
  who: 'admin',
  params: pluginAddress,
  query: Type.Object({ done }),
  result: page,
  problems: ['plugin_not_found'],
  run: (input, services: DetailServices) =>
    pluginPage(services, input, { address: input.params, done: entryOf(says, input.query.done) }),
});

/** The pages of plugins. */
export const pluginPageOperations = [list, detail] as const;
