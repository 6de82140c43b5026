import type { AuthHost, AuthProvider, SignInMethod } from '@agnes/sdk';
import { importEntry } from './entry.ts';
import { entryInvalid } from './errors.ts';

/** One contribution of `authProviders`. */
interface Contribution {
  readonly id: string;
  readonly entry: string;
  readonly instances?: boolean;
}

const shape = { expected: 'a sign-in method (defineAuthProvider)', functions: ['methods'] } as const;

/** Loads what a plugin contributes as one sign-in provider and makes its methods from the settings. */
export const signInMethods = async (
  folder: string,
  contribution: Contribution,
  host: AuthHost,
): Promise<readonly SignInMethod[]> => {
  const { id, entry } = contribution;
  const provider = await importEntry<AuthProvider>(folder, entry, shape);
  if (provider.id !== id) throw entryInvalid({ entry, expected: `the sign-in method "${id}"` });
  const methods = provider.methods(host);
  for (const method of methods) checkMethod(method, contribution);
  return methods;
};

const instanceName = /^[a-z][a-z0-9-]{0,31}$/;

const checkMethod = (method: SignInMethod, { id, entry, instances = false }: Contribution): void => {
  const [owner, instance, ...more] = method.id.split(':');
  const isNamed = instances ? instanceName.test(instance ?? '') && more.length === 0 : method.id === id;
  if (owner !== id || !isNamed) {
    const expected = `methods called ${instances ? `"${id}:<instance>"` : `"${id}"`}, not "${method.id}"`;
    throw entryInvalid({ entry, expected });
  }
  const functions =
    method.kind === 'form'
      ? Object.values(method.flows).map(({ complete }) => complete.run)
      : [method.client, method.complete];
  if (![method.available, ...functions].every((part) => typeof part === 'function'))
    throw entryInvalid({ entry, expected: `the functions of a method of kind ${method.kind}` });
};
