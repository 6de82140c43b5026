import mustache from 'mustache';

/** Fills a template whose result is HTML: every value is escaped. `parts` are templates that it names. */
export const renderHtml = (
  template: string,
  view: object,
  parts: Readonly<Record<string, string>> = {},
): string => mustache.render(template, view, parts);

/** Fills a template whose result is plain text: nothing is escaped, and nobody may take it for HTML. */
export const renderText = (template: string, view: object): string =>
  mustache.render(template, view, undefined, { escape: String });
