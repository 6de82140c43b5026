import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { logLevel, outcomes } from '../../plugin-manager/ledger/wire.ts';
import { pluginAddress } from '../../plugin-manager/plugin-address.ts';
import { page } from '../form-fields.ts';
import type { PluginPageServices } from '../plugin-pages/list-page.ts';
import { orShowAgain } from '../refusal.ts';
import { type CallServices, callsPage, logsPage, replayPage } from './call-pages.ts';
import { hooksPage } from './hooks-page.ts';

const text = Type.Optional(Type.String({ maxLength: 500 }));

const hooks = operation({
  id: 'web.hooks',
  route: 'GET /admin/hooks',
  summary: 'Every hook: who listens, calls, failures and times',
  who: 'admin',
  result: page,
  run: (input, services: PluginPageServices) => hooksPage(services, input),
});

const calls = operation({
  id: 'web.plugin_calls',
  route: 'GET /admin/plugins/:publisher/:slug/calls',
  summary: 'The last calls of the taps of a plugin',
  who: 'admin',
  params: pluginAddress,
  query: Type.Object({
    hook: text,
    outcome: Type.Optional(Type.Union(['', ...outcomes].map((word) => Type.Literal(word)))),
    cursor: text,
  }),
  result: page,
  problems: ['plugin_not_found', 'cursor_expired', 'cursor_invalid'],
  run: ({ params: address, query: filters, ...input }, services: CallServices) =>
    orShowAgain(
      () => callsPage(services, input, { address, filters }),
      (refusal) => callsPage(services, input, { address, filters, refusal }),
    ),
});

const again = operation({
  id: 'web.plugin_call_replay',
  route: 'POST /admin/plugins/:publisher/:slug/calls/:id/replay',
  summary: 'Calls a tap again and shows both answers, from the page',
  who: 'admin',
  params: Type.Object({ ...pluginAddress.properties, id: Type.String() }),
  result: page,
  perMinute: 30,
  problems: ['plugin_not_found', 'hook_call_not_found', 'hook_call_not_replayable'],
  audit: ({ params: { id } }) => ({ action: 'plugin.replay', resource: `hook_call:${id}` }),
  run: ({ params: { id, ...address }, ...input }, services: CallServices) =>
    orShowAgain(
      () => replayPage(services, input, { id, ...address }),
      (refusal) => callsPage(services, input, { address, filters: {}, refusal }),
    ),
});

const said = operation({
  id: 'web.plugin_logs',
  route: 'GET /admin/plugins/:publisher/:slug/logs',
  summary: 'What a plugin said and what failed in it, newest first',
  who: 'admin',
  params: pluginAddress,
  query: Type.Object({ level: Type.Union(logLevel.anyOf, { default: 'info' }) }),
  result: page,
  problems: ['plugin_not_found'],
  run: ({ params: address, query, ...input }, services: CallServices) =>
    logsPage(services, input, { ...query, ...address }),
});

/** The pages that tell what plugins do. */
export const pluginCallOperations = [hooks, calls, again, said] as const;
