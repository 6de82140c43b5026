import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { MarketplaceDesk } from './desk.ts';
import { pluginSchema, pluginWire } from './plugin-wire.ts';

/** What deciding needs. */
interface Services {
  readonly marketplaces: Pick<MarketplaceDesk, 'plugins' | 'reviews'>;
}

const address = Type.Object({ id: Type.String(), name: Type.String() });
const reason = Type.String({
  minLength: 1,
  maxLength: 1000,
  description: 'For the audit log and for people.',
});
const decision = Type.Object(
  {
    version: Type.Optional(
      Type.String({ maxLength: 64, description: 'Id of a version. Absent: the listed one.' }),
    ),
    reason: Type.Optional(reason),
  },
  { additionalProperties: false },
);

type Address = { readonly id: string; readonly name: string };

const keyOf = ({ id, name }: Address) => ({ marketplace: id, plugin: name });
const told = (what: string, { id, name }: Address, params: Readonly<Record<string, unknown>> = {}) => ({
  action: `marketplace.plugin_${what}`,
  resource: `marketplace_plugin:${id}/${name}`,
  params,
});

const decisionProblems = ['marketplace_plugin_not_found', 'marketplace_version_not_found'];

/** A yes to a version. */
export const approve = operation({
  id: 'marketplace.plugin_approve',
  route: 'POST /api/marketplaces/:id/plugins/:name/approve',
  summary: 'Let a version be served to those who are granted its plugin.',
  who: 'admin',
  params: address,
  body: decision,
  bodyOptional: true,
  result: pluginSchema,
  problems: [
    ...decisionProblems,
    'marketplace_version_blocked',
    'marketplace_version_missing',
    'marketplace_version_tampered',
  ],
  audit: ({ params, body }) => told('approved', params, { ...body }),
  run: async ({ params, body, intent }, { marketplaces }: Services) => {
    await marketplaces.reviews.approve({ ...keyOf(params), ...body }, intent);
    return pluginWire(await marketplaces.plugins.get(keyOf(params)));
  },
});

/** A no to a version. */
export const reject = operation({
  id: 'marketplace.plugin_reject',
  route: 'POST /api/marketplaces/:id/plugins/:name/reject',
  summary: 'Say no to a version; where it is served, the one approved before takes its place.',
  who: 'admin',
  params: address,
  body: decision,
  bodyOptional: true,
  result: pluginSchema,
  problems: decisionProblems,
  audit: ({ params, body }) => told('rejected', params, { ...body }),
  run: async ({ params, body, intent }, { marketplaces }: Services) => {
    await marketplaces.reviews.reject({ ...keyOf(params), ...body }, intent);
    return pluginWire(await marketplaces.plugins.get(keyOf(params)));
  },
});

/** Content that nobody may have. */
export const quarantine = operation({
  id: 'marketplace.plugin_quarantine',
  route: 'POST /api/marketplaces/:id/plugins/:name/quarantine',
  summary: 'Take the content of a version out of use, in every marketplace that has it.',
  who: 'admin',
  params: address,
  body: decision,
  bodyOptional: true,
  result: pluginSchema,
  problems: decisionProblems,
  audit: ({ params, body }) => told('quarantined', params, { ...body }),
  run: async ({ params, body, intent }, { marketplaces }: Services) => {
    await marketplaces.reviews.quarantine({ ...keyOf(params), ...body }, intent);
    return pluginWire(await marketplaces.plugins.get(keyOf(params)));
  },
});

/** The kill switch of a plugin. */
export const disable = operation({
  id: 'marketplace.plugin_disable',
  route: 'POST /api/marketplaces/:id/plugins/:name/disable',
  summary: 'The kill switch: nobody is served this plugin, whatever is granted, until it is on again.',
  who: 'admin',
  params: address,
  body: Type.Object({ reason }, { additionalProperties: false }),
  result: pluginSchema,
  problems: ['marketplace_plugin_not_found'],
  audit: ({ params, body }) => told('disabled', params, { ...body }),
  run: async ({ params, body, intent }, { marketplaces }: Services) => {
    await marketplaces.reviews.disable({ ...keyOf(params), ...body }, intent);
    return pluginWire(await marketplaces.plugins.get(keyOf(params)));
  },
});

/** Takes the kill switch back. */
export const enable = operation({
  id: 'marketplace.plugin_enable',
  route: 'POST /api/marketplaces/:id/plugins/:name/enable',
  summary: 'Let a plugin that was switched off be served again.',
  who: 'admin',
  params: address,
  result: pluginSchema,
  problems: ['marketplace_plugin_not_found'],
  audit: ({ params }) => told('enabled', params),
  run: async ({ params, intent }, { marketplaces }: Services) => {
    await marketplaces.reviews.enable(keyOf(params), intent);
    return pluginWire(await marketplaces.plugins.get(keyOf(params)));
  },
});

/** What people decide about plugins of marketplaces. */
export const marketplaceReviewOperations = [approve, reject, quarantine, disable, enable] as const;
