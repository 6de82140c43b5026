/** A document of Atlassian with one paragraph for each text. */
export const documentOf = (...texts: readonly string[]) => ({
  type: 'doc',
  version: 1,
  content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
});

/** A person as Jira tells it. */
export const person = (name: string) => ({
  accountId: `5b10a2844c20165700ede2${name}`,
  emailAddress: `${name}@acme.example`,
  displayName: name.slice(0, 1).toUpperCase() + name.slice(1),
  active: true,
  accountType: 'atlassian',
});

/** An SLA whose cycle runs, or that has ended. */
export const slaOf = (elapsed: number, { ended = false } = {}) => {
  const cycle = {
    startTime: { iso8601: '2024-05-31T23:30:00+0200' },
    breached: elapsed > 14_400_000,
    goalDuration: { millis: 14_400_000, friendly: '4h' },
    elapsedTime: { millis: elapsed, friendly: '' },
    remainingTime: { millis: 14_400_000 - elapsed, friendly: '' },
  };
  return {
    id: '1',
    name: 'Time to first response',
    _links: { self: 'https://acme.atlassian.net/rest/servicedeskapi/request/1/sla/1' },
    completedCycles: ended ? [{ ...cycle, stopTime: {} }] : [],
    ...(!ended && { ongoingCycle: { ...cycle, paused: false } }),
  };
};
