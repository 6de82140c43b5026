const names =
  /^(\.DS_Store|Thumbs\.db|desktop\.ini|\.idea|\.vscode|\.vs|__MACOSX|\.Spotlight-V100|\.Trashes)$/i;
const endings = /(~|\.sw[op]|\.orig|\.rej)$/i;

/** True for what version control, editors and systems leave behind: it is no part of a plugin. */
export const isLitter = (path: string): boolean =>
  path.split('/').some((part) => isGit(part) || names.test(part) || endings.test(part));

const isGit = (part: string): boolean => /^\.git/i.test(part) && part !== '.gitignore';
