import { isPlatformError } from '@agnes/sdk/errors';
import { commands } from '../../cli/command-table/commands.ts';
import { parseArguments } from '../../cli/parse.ts';

/** A call of the program in a text: one to be typed so, or one that a sentence speaks of and that may lack values. */
interface Call {
  readonly text: string;
  readonly isSpokenOf: boolean;
}

/** Every call in a text: lines of shell, and what stands between backticks. */
export const callsIn = (text: string): readonly Call[] => [
  ...found(text, /^ *(?:\$ |npx )?(agnes [^\n]+)$/gm, false),
  ...found(text, /`(?:npx )?(agnes [^`]+)`/g, true),
];

/** Every call in a hint, which ends with one or goes on after it. */
export const callsInHint = (hint: string): readonly Call[] => [
  ...found(hint, /`(agnes [^`]+)`/g, true),
  ...found(
    hint,
    /(?:^|: |or )(agnes [a-z-][^`,;]*?)(?=[,;]|\. |\.?$| or | shows | lists | finds | gives | tests | says )/g,
    true,
  ),
];

const found = (text: string, pattern: RegExp, isSpokenOf: boolean): readonly Call[] =>
  [...text.matchAll(pattern)].map(([, call = '']) => ({ text: call, isSpokenOf }));

/** Why the program would not take a call, a sentence for each way to read it. */
export const faultsOf = (call: Call): readonly string[] =>
  readings(wordsOf(call.text).slice(1)).flatMap((words) => {
    const isFine = call.isSpokenOf && isName(words.join(' '));
    const fault = isFine ? undefined : refusalOf(words);
    const isLack = call.isSpokenOf && /missing required argument|argument missing/.test(fault ?? '');
    return fault === undefined || isLack ? [] : [`${call.text}: ${fault}`];
  });

const refusalOf = (words: readonly string[]): string | undefined => {
  try {
    parseArguments(words, commands);
    return undefined;
  } catch (error) {
    if (isPlatformError(error)) return error.message;
    throw error;
  }
};

/** `admin secret list|set` is two calls. */
const readings = (words: readonly string[]): readonly (readonly string[])[] => {
  const at = words.findIndex((word) => /^[a-z-]+(\|[a-z-]+)+$/.test(word));
  if (at === -1) return [words];
  return (words[at] ?? '').split('|').map((word) => words.with(at, word));
};

const operators = new Set(['|', '<', '>', '>>', '&&', ';', '#']);

/** The words of a call as a shell would hand them over, without what it would do with the call. */
const wordsOf = (call: string): readonly string[] => {
  const words = [...call.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  const end = words.findIndex((word) => operators.has(word));
  return end === -1 ? words : words.slice(0, end);
};

/** A command or a group by its name, with its arguments as help writes them, or with more that is left open. */
const isName = (words: string): boolean => {
  const named = words.replace(/ ?(…|\.\.\.)$/, '');
  return commands.some(
    ({ name, aliases = [], args = [] }) =>
      [name, ...aliases].some((one) => one === named || one.startsWith(`${named} `)) ||
      [name, ...args].join(' ') === named,
  );
};
