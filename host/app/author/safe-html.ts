const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text in a page: what a plugin says of itself is never markup. */
export const safe = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => entities[one] ?? one);
