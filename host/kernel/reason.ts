import { isPlatformError } from '@agnes/sdk/errors';

const longest = 2000;

/** What an unknown throw says, without the folders of this machine: answers and conditions show it. */
export const reasonOf = (thrown: unknown): string => {
  try {
    const text = String(thrown instanceof Error ? thrown.message : thrown).slice(0, longest);
    return isPlatformError(thrown) ? text : text.replaceAll(absolutePath, '$1');
  } catch {
    return 'something was thrown that cannot be shown.';
  }
};

// Keeps the last segment. White space, a quote or a bracket ends a path; URLs are no paths.
const absolutePath = /(?<![\w.:/-])(?:file:\/\/)?\/(?:[^\s'"`()/]+\/)+([^\s'"`()/]+)/g;
