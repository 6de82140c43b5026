import { Type } from '@agnes/sdk';
import {
  approve,
  disable,
  enable,
  quarantine,
  reject,
} from '../../distribution/registry/review-operations.ts';
import { invalidInput } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { askedBy } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import type { ReadServices } from './answers.ts';
import { marketplacesPath } from './list-page.ts';
import { marketplacePluginPage, type PluginAddress } from './plugin-page.ts';

type Services = ReadServices & Parameters<(typeof approve)['run']>[1];

const params = Type.Object({ slug: Type.String(), plugin: Type.String() });
const versionId = Type.Optional(Type.String({ maxLength: 64 }));
const says: Readonly<Record<string, string>> = {
  approve: 'The version is approved: those who are granted the plugin get it at their next update.',
  reject: 'The version is rejected.',
  quarantine: 'The content is in quarantine, in every marketplace that has it.',
  disable: 'The plugin is switched off: nobody is served it from now on.',
  enable: 'The plugin is switched on again.',
};

const pathOf = ({ slug, plugin }: PluginAddress) => below(marketplacesPath, slug, 'plugins', plugin);
const resourceOf = ({ slug, plugin }: PluginAddress) => `marketplace_plugin:${slug}/${plugin}`;

const show = operation({
  id: 'web.marketplace_plugin',
  route: 'GET /admin/marketplaces/:slug/plugins/:plugin',
  summary: 'One plugin of a marketplace: what it brings, its versions and what differs between two',
  who: 'admin',
  params,
  query: Type.Object({
    done,
    from: versionId,
    to: versionId,
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Of its versions.' })),
  }),
  result: page,
  problems: ['marketplace_plugin_not_found', 'marketplace_version_not_found', 'marketplace_version_missing'],
  run: ({ query: { done: word = '', from, to, page: part }, ...input }, services: Services) =>
    marketplacePluginPage(services, input, {
      address: input.params,
      done: entryOf(says, word),
      page: part,
      ...((from || to) && { compare: { from: from || undefined, to: to || undefined } }),
    }),
});

const deeds = {
  approve: { act: approve, action: 'approved', summary: 'Lets a version be served, from the page' },
  reject: { act: reject, action: 'rejected', summary: 'Says no to a version, from the page' },
  quarantine: { act: quarantine, action: 'quarantined', summary: 'Takes content out of use, from the page' },
  disable: {
    act: disable,
    action: 'disabled',
    summary: 'Switches a plugin off for everybody, from the page',
  },
  enable: { act: enable, action: 'enabled', summary: 'Lets a plugin be served again, from the page' },
} as const;

/** What is decided, as the API takes it; throws where a reason has to be given. */
const bodyOf = (
  verb: keyof typeof deeds,
  { version, reason = '' }: { readonly version?: string; readonly reason?: string } = {},
) => {
  const why = reason.trim();
  if (verb === 'disable' && why === '')
    throw invalidInput({ errors: [{ loc: '/reason', type: 'missing', msg: 'it has to be said' }] });
  return { ...(version && { version }), ...(why !== '' && { reason: why }) };
};

const deed = (verb: keyof typeof deeds) =>
  operation({
    id: `web.marketplace_plugin_${verb}`,
    route: `POST /admin/marketplaces/:slug/plugins/:plugin/${verb}`,
    summary: deeds[verb].summary,
    who: 'admin',
    params,
    body: Type.Object({
      version: versionId,
      reason: Type.Optional(Type.String({ maxLength: 1000 })),
    }),
    bodyOptional: true,
    result: page,
    problems: [
      'invalid_input',
      'marketplace_plugin_not_found',
      'marketplace_version_not_found',
      'marketplace_version_blocked',
    ],
    audit: ({ params: address, body }) => ({
      action: `marketplace.plugin_${deeds[verb].action}`,
      resource: resourceOf(address),
      params: { ...body },
    }),
    run: (input, services: Services) => {
      const { params: address } = input;
      return orShowAgain(
        async () => {
          const asked = {
            params: { id: address.slug, name: address.plugin },
            body: bodyOf(verb, input.body),
          };
          await deeds[verb].act.run(askedBy(input, asked), services);
          return seeOther(`${pathOf(address)}?done=${verb}`);
        },
        (refusal) => marketplacePluginPage(services, input, { address, refusal }),
      );
    },
  });

/** What is decided on the page of a plugin. */
export const marketplaceDeedOperations = [
  show,
  deed('approve'),
  deed('reject'),
  deed('quarantine'),
  deed('disable'),
  deed('enable'),
] as const;
