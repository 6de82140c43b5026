import { spawn } from 'node:child_process';
import type { World } from '../world.ts';

// Each takes the address as one argument; none is a shell that would read more into it.
const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a page in the person's browser. Where nothing can, the address has been shown anyway. */
export const openBrowser = ({ platform, env }: Pick<World, 'platform' | 'env'>, url: URL): void => {
  const [program, ...args] = openers[platform] ?? ['xdg-open'];
  const { AGNES_TOKEN: _secret, ...harmless } = env;
  const child = spawn(program, [...args, url.href], { stdio: 'ignore', detached: true, env: harmless });
  child.once('error', () => undefined);
  child.unref();
};
