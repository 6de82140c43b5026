import type { Broker } from './broker.ts';
import type { ConnectorOrder } from './connector-run-order.ts';

/** What a child says, as people may read it: without secrets, and without where on this machine its folders lie. */
export const wordsOf = (
  { plugin, staging, kept }: Pick<ConnectorOrder, 'plugin' | 'staging' | 'kept'>,
  broker: Pick<Broker, 'scrub'>,
): ((text: string) => string) => {
  const inPlugin = [`file://${plugin.folder}/`, `${plugin.folder}/`];
  const own = [staging, ...(kept === undefined ? [] : [kept])].map((folder) => `${folder}/`);
  return (text) =>
    [...inPlugin, ...own].reduce((said, folder) => said.replaceAll(folder, ''), broker.scrub(text));
};
