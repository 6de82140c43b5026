import mustache from 'mustache';

/** Fills a template whose result is HTML: every value is escaped. */
export const renderHtml = (template: string, view: object): string => mustache.render(template, view);

/** Fills a template whose result is plain text: nothing is escaped, and nobody may take it for HTML. */
export const renderText = (template: string, view: object): string =>
  mustache.render(template, view, undefined, { escape: String });
