import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ordersConnector } from '../../support/orders-connector.ts';
import { connectorManifest, setupEntry, writePlugin } from '../../support/plugin-folders.ts';

/** Versions that work; each answers `resolveUser` with its number. */
export const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'] as const;

/** One that starts, and fails whenever it is called. */
export const failing = '9.0.0';

const claimOf = (version: string): string => `{
  issuer: 'https://orders.example.com', subject: '${version}', email: 'a@example.com', emailVerified: true,
}`;

/** Where the files of a version lie. */
export const packageOf = (packages: string, version: string): string => join(packages, version, 'orders');

/** Writes the files of every version. */
export const writeVersions = async (packages: string): Promise<void> => {
  for (const version of [...versions, failing]) {
    await mkdir(join(packages, version), { recursive: true });
    await writePlugin(join(packages, version), 'orders', filesOf(version));
  }
};

const filesOf = (version: string) => {
  const { contributes, ...manifest } = connectorManifest('acme/orders', 'orders');
  const body =
    version === failing ? `throw new Error('a bug of ${version}');` : `return ${claimOf(version)};`;
  return {
    'agnes.plugin.json': {
      ...manifest,
      version,
      contributes: { ...contributes, hooks: [{ entry: 'index.ts', taps: ['resolveUser'] }] },
      capabilities: { process: { host: true, why: 'It knows people.' } },
    },
    'connector.ts': ordersConnector(),
    'index.ts': setupEntry(`host.tap('resolveUser', async () => { ${body} });`),
  };
};
