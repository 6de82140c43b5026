const longest = 240;

/** What others wrote as one line of Markdown that neither ends the list it stands in nor looks like a mark of ours. */
export const plainLine = (text: string): string => {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('<!--', '‹!--')
    .replaceAll('-->', '--›')
    .replaceAll('`', "'")
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
};
