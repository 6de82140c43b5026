/** A text as one word of a command line that people copy: what a folder or a server says must not become a command of its own. */
export const shellWord = (text: string): string =>
  /^[\w./:~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
