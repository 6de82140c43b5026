import { isPlatformError } from '@agnes/sdk/errors';

const longest = 2000;

/** What an unknown throw says, without the folders of this machine: answers and conditions show it. */
export const reasonOf = (thrown: unknown): string => {
  const text = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, longest);
  return isPlatformError(thrown) ? text : text.replaceAll(absolutePath, '$1');
};

// Keeps the last segment. White space, a quote or a bracket ends a path; URLs are no paths.
const absolutePath = /(?<![\w.:/-])(?:file:\/\/)?\/(?:[^\s'"`()/]+\/)+([^\s'"`()/]+)/g;
