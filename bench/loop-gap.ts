import { fileURLToPath } from 'node:url';
import { Client } from 'undici';

/** What a host has to be started with to be asked for its gaps. */
export const loopProbe = fileURLToPath(new URL('./loop-probe.ts', import.meta.url));

/** The longest gap in the event loop of a host since this was asked last, in milliseconds. */
export const longestGap = async (socketPath: string): Promise<number> => {
  const client = new Client('http://localhost', { socketPath });
  try {
    const { body } = await client.request({ path: '/', method: 'GET' });
    return Number(await body.text());
  } finally {
    await client.close();
  }
};
