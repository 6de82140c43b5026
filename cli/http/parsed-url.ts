/** An address, if it is one. `URL.parse` does the same from Node 22.1 on. */
export const parsedUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
