import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { filesSource } from '../../support/files-source.ts';
import { freePort } from '../../support/free-port.ts';
import { HostClient } from '../../support/host-client.ts';
import { seedReader } from '../../support/seed-reader.ts';
import { type StartedHost, startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Who connects applications. */
export const ada = { email: 'ada@example.com', password: 'a long enough password' };

/** A host that knows its own address, with a table that Ada may read. */
export interface OauthHost {
  readonly url: string;
  readonly dataDir: string;
  readonly root: HostClient;
  /** The token of Ada's session. */
  readonly session: string;
  readonly asAda: HostClient;
  readonly host: StartedHost;
  /** Starts the host again on the same data, at the same address. */
  again(): Promise<OauthHost>;
}

/** Starts one. */
export const startOauthHost = async (t: ExecutionContext): Promise<OauthHost> => {
  const dataDir = join(await tempFolder(t), 'data');
  await seedReader(dataDir, { ...ada, tables: ['orders'] });
  const config = await filesSource(t, { 'orders.csv': 'id,region\n1,north\n2,south\n' });
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const start = async (): Promise<OauthHost> => {
    const host = await startHost(t, { dataDir, config, env: { PORT: port, SERVER_URL: url } });
    const root = new HostClient(url, await host.token());
    const session = await root.signIn(ada);
    return { url, dataDir, root, session, asAda: new HostClient(url, session), host, again: start };
  };
  const started = await start();
  await started.root.sync();
  return started;
};
