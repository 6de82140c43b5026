/** The text of a value that may be a document of Atlassian (ADF): its text nodes, in order, with blanks between. */
export const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const texts: string[] = [];
  collect(value, texts);
  return texts.join(' ');
};

/** Deeper than any document; what nests deeper is no document but an attack on the stack. */
const deepest = 500;

const collect = (node: unknown, texts: string[], depth = 0): void => {
  if (typeof node !== 'object' || node === null || depth > deepest) return;
  const text = Reflect.get(node, 'text');
  if (Reflect.get(node, 'type') === 'text' && typeof text === 'string') texts.push(text);
  const content = Reflect.get(node, 'content');
  if (!Array.isArray(content)) return;
  for (const child of content) collect(child, texts, depth + 1);
};
