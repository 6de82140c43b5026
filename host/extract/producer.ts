import { stampOf } from '../kernel/code-failure.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';

/** Which code brings what a run publishes. */
export interface Producer {
  /** `publisher/slug@version`. */
  readonly producedBy: string;
  /** Of its files. Absent: it ships with the host. */
  readonly treeHash?: string;
  /** The generation of plugins under which the run began. Absent: nothing was ever installed. */
  readonly pluginGeneration?: number;
}

/** The code of a connector, now. */
export const producerOf = (connector: LoadedConnector): Producer => {
  const { plugin, version, treeHash } = stampOf(connector);
  const pluginGeneration = connector.ledger?.generation;
  return {
    producedBy: `${plugin}@${version}`,
    ...(treeHash !== undefined && { treeHash }),
    ...(pluginGeneration !== undefined && { pluginGeneration }),
  };
};

/** The same, out of what says more. */
export const producerIn = ({ producedBy, treeHash, pluginGeneration }: Producer): Producer => ({
  producedBy,
  ...(treeHash !== undefined && { treeHash }),
  ...(pluginGeneration !== undefined && { pluginGeneration }),
});
