import { sourceInvalid } from '../errors.ts';

/** A full commit id, checked. A short one names another commit tomorrow. */
export const commitId = (value: string): string => {
  if (/^[0-9a-f]{40}$/.test(value)) return value;
  throw sourceInvalid({
    what: 'commit',
    value: value.slice(0, 100),
    rule: 'is not 40 digits of 0-9 and a-f',
  });
};

/** A branch or tag, by the rules of `git check-ref-format --branch`; what an option looks like is none. */
export const referenceName = (value: string): string => {
  const isGood =
    /^(?![-/.])[^\p{Cc}\s~^:?*[\\]{1,200}$/u.test(value) &&
    !/\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(value) &&
    value !== '@';
  if (isGood) return value;
  throw sourceInvalid({ what: 'reference', value: value.slice(0, 100), rule: 'is not a branch or a tag' });
};

/** The names that a tag may have in a listing: what an annotated one stands for is listed beside it. */
export const tagAlone = (tag: string): readonly string[] => [`refs/tags/${tag}^{}`, `refs/tags/${tag}`];

/** The names that a branch or a tag may have in a listing, a branch first. */
export const branchOrTag = (ref: string): readonly string[] => [`refs/heads/${ref}`, ...tagAlone(ref)];
