import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import type { JsonObject } from '../json/values.ts';
import { readSecret } from '../terminal/prompt.ts';
import type { World } from '../world.ts';

/** Fields of a marketplace that may be empty. */
export const clearable = ['branch', 'pin', 'description', 'review_mode', 'token'] as const;

const options = {
  name: 'name',
  url: 'url',
  branch: 'branch',
  pin: 'pin',
  description: 'description',
  review_mode: 'review-mode',
} as const;

/** The fields of a marketplace that were given or are to be emptied, and no other. */
export const marketplaceFields = async (input: Input, world: World): Promise<JsonObject> => {
  const cleared = input.texts('clear');
  const wrong = cleared.find((field) => !clearable.some((name) => name === field));
  if (wrong !== undefined) {
    const hint = `What can be emptied: ${clearable.join(', ')}.`;
    throw badUsage({ reason: `"${wrong}" is no field that can be empty.`, hint });
  }
  const token = await tokenOf(input, world);
  return {
    ...input.fields(options),
    ...Object.fromEntries(cleared.map((field) => [field, field === 'token' ? '' : null])),
    ...(token !== undefined && { token }),
  };
};

/** Never an argument: those are seen by everybody on the machine. */
const tokenOf = async (input: Input, world: World): Promise<string | undefined> => {
  const fromStdin = input.on('token-stdin');
  if (!fromStdin && !input.on('token')) return undefined;
  const example = 'agnes admin marketplace edit acme --token-stdin < token.txt';
  return readSecret(world, { question: 'Token', option: '--token-stdin', fromStdin, example });
};
