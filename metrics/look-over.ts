import { Lexer } from 'yaml';

/** Why a text is not parsed at all, and the line where that shows. */
export interface Unfit {
  readonly rule: string;
  readonly line: number;
}

const mostTokens = 200_000;
const deepest = 70;

/**
 * Looks over the words of a YAML text before it is parsed, since that costs far more: a file of anchors held the parser
 * for minutes. Anchors, aliases and tags are not taken.
 */
export const unfitIn = (text: string): Unfit | undefined => {
  let [line, tokens, depth] = [1, 0, 0];
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    depth += depthOf(token, isScalar);
    const rule = (isScalar ? undefined : ruleOf(token)) ?? bound({ tokens, depth });
    if (rule !== undefined) return { rule, line };
    line += linesIn(token);
    isScalar = token === scalarMark;
  }
  return undefined;
};

/** What follows it is text of the file, whatever it begins with. */
const scalarMark = '\u001f';

const ruleOf = (token: string): string | undefined => {
  if (token.startsWith('*')) return `the alias ${token} is not taken; write the value out`;
  if (token.startsWith('&')) return `the anchor ${token} is not taken; write the value out where it is used`;
  if (token.startsWith('!')) return `the tag ${token} is not taken`;
  return undefined;
};

const bound = ({ tokens, depth }: { tokens: number; depth: number }): string | undefined => {
  if (tokens > mostTokens) return 'it holds more values than are read of one file';
  return depth > deepest ? `it is nested more than ${deepest} levels` : undefined;
};

const depthOf = (token: string, isScalar: boolean): number => {
  if (isScalar) return 0;
  if (token === '[' || token === '{') return 1;
  return token === ']' || token === '}' ? -1 : 0;
};

const linesIn = (token: string): number => token.split('\n').length - 1;
