import type { HookName } from '@agnes/sdk';
import type { HookContract } from '../host/kernel/define-hook.ts';
import { hookContracts } from '../host/kernel/hook-contracts.ts';
import { hookRules } from '../host/kernel/hook-rules.ts';

/** What is done with what taps return. */
const kinds = {
  waterfall: 'each tap gets what the one before returned; returning nothing leaves it as it is',
  collect: 'every tap adds to a list',
  observe: 'nothing is done with what taps return',
  bail: 'the first tap that answers wins; returning nothing passes to the next',
} as const;

// The table is an object literal of ours: it has the keys of its type and no others.
const names = Object.keys(hookContracts) as HookName[];

/** One page for every hook, by the path of the page. */
export const hookPages = (examples: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [`docs/hooks/${name}.md`, pageOf(name, examples)]));

/** Every hook in one line, for the page that lists them. */
export const hookTable = (): readonly (readonly string[])[] =>
  names.map((name) => {
    const { when, kind } = hookContracts[name];
    return [`[${name}](hooks/${name}.md)`, when, `${kind}, ${hookRules[name].timeoutMs / 1000} s`];
  });

const pageOf = (name: HookName, examples: ReadonlyMap<string, string>): string => {
  const contract = hookContracts[name];
  const file = `hooks/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
  return `${[
    `# ${name}`,
    contract.when,
    rowsOf(name, contract),
    ...(contract.notes === undefined ? [] : [wrapped(contract.notes)]),
    `<!-- example: ${file} -->\n\`\`\`ts\n${examples.get(file) ?? `no such example: ${file}\n`}\`\`\``,
    'What holds for every hook: [hooks](../hooks.md).',
  ].join('\n\n')}\n`;
};

const rowsOf = (name: HookName, contract: Omit<HookContract<HookName>, 'sample'>): string =>
  [
    '| | |',
    '|---|---|',
    row('When', `called by ${contract.calledBy}`),
    row('Args', `${typeOf(contract.args)}, a frozen copy`),
    row('Result', contract.result),
    row('On error', contract.onError),
    row('Kind', `${contract.kind}: ${kinds[contract.kind]}`),
    row('Deadline', `${hookRules[name].timeoutMs / 1000} s`),
    row('Stability', `${contract.stability}, since ${contract.since}`),
  ].join('\n');

const row = (name: string, text: string): string => `| **${name}** | ${text} |`;

const typeOf = (args: string): string =>
  /^\w+$/.test(args) ? `[\`${args}\`](../sdk/root.md#${args.toLowerCase()})` : `\`${args}\``;

/** Prose on lines of a length that people read in any editor. */
const wrapped = (text: string): string => text.replaceAll(/(.{1,140})(?:\s+|$)/g, '$1\n').trimEnd();
