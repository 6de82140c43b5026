import type { Static } from '@agnes/sdk';
import type { Input } from '../../http/operation.ts';
import { listHooks } from '../../kernel/operations.ts';
import { why } from '../../plugin-manager/diagnosis/operations.ts';
import type { whyWire } from '../../plugin-manager/diagnosis/why.ts';
import { list, show } from '../../plugin-manager/view-operations.ts';
import type { PluginDetail, PluginList, TappedHook } from './seen.ts';

/* What the API answers an administrator about plugins. Pages show that and read nothing by a way of their own. */

/** What an operation is served with. */
export type ServicesOf<Op extends { readonly run: (input: never, services: never) => unknown }> = Parameters<
  Op['run']
>[1];

/** What the API needs to tell of plugins. */
export type ReadServices = ServicesOf<typeof list> &
  ServicesOf<typeof show> &
  ServicesOf<typeof listHooks> &
  ServicesOf<typeof why>;

/** Who asks, as operations are told. */
export type Asker = Pick<Input<'admin'>, 'principal' | 'intent' | 'request'>;

/** The input of an operation that is asked by a page: what is said there, and who asks. */
export const askedBy = <Said extends object>({ principal, intent, request }: Asker, said: Said) => ({
  params: undefined,
  query: undefined,
  body: undefined,
  ...{ principal, intent, request },
  ...said,
});

/** Every plugin and every generation. */
export const pluginList = async (services: ReadServices, asker: Asker): Promise<PluginList> =>
  // As the schema of its result says.
  (await list.run(askedBy(asker, {}), services)) as PluginList;

/** One plugin. */
export const pluginDetail = async (
  services: ReadServices,
  asker: Asker,
  params: { readonly publisher: string; readonly slug: string },
): Promise<PluginDetail> =>
  // As the schema of its result says.
  (await show.run(askedBy(asker, { params }), services)) as PluginDetail;

/** Why a plugin is in its state. */
export const pluginWhy = async (
  services: ReadServices,
  asker: Asker,
  params: { readonly publisher: string; readonly slug: string },
): Promise<Static<typeof whyWire>> =>
  // As the schema of its result says.
  (await why.run(askedBy(asker, { params }), services)) as Static<typeof whyWire>;

/** Every hook with who listens. */
export const tappedHooks = async (services: ReadServices, asker: Asker): Promise<readonly TappedHook[]> =>
  // As the schema of its result says.
  ((await listHooks.run(askedBy(asker, {}), services)) as { hooks: readonly TappedHook[] }).hooks;
