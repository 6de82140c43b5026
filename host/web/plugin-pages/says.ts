/** What a page of plugins says of the form that led to it. */
export const says: Readonly<Record<string, string | undefined>> = {
  enabled: 'It is switched on.',
  disabled: 'It is switched off. Tables that it has read stay readable.',
};
