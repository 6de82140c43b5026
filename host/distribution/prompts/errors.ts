import { defineError } from '@agnes/sdk/errors';

/** A template that cannot be read, or names what is not there. */
export const templateInvalid = defineError<{ line: number; reason: string }>({
  code: 'template_invalid',
  kind: 'bad_request',
  message: ({ line, reason }) => `The template cannot be used, line ${line}: ${reason}.`,
  hint: 'It may hold {{ a.b }}, {% for x in a.b %}…{% endfor %} and {% if [not] a.b %}…{% else %}…{% endif %}; docs/prompts.md lists the names.',
});
