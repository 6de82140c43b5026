import { fileURLToPath } from 'node:url';

/** Given to `--import`, this file makes `@agnes/sdk` mean the host's copy, wherever the importing file lies. */
export const sdkResolverPath = fileURLToPath(new URL('./resolve-sdk.ts', import.meta.url));

/** Does the same for this process. Doing it again changes nothing. */
export const resolveSdkHere = async (): Promise<void> => {
  await import('./resolve-sdk.ts');
};
