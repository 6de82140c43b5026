/** What the host answered in place of what was asked for. */
export class Refused extends Error {
  constructor({ detail, hint = '', code = '' }) {
    super(typeof detail === 'string' ? detail : JSON.stringify(detail));
    this.hint = hint;
    this.code = code;
  }
}

/** Asks the API; throws `Refused` with what it said. */
export const ask = async (method, path, { body, signal } = {}) => {
  const response = await sent(method, path, { body, signal });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ detail: `The host answered ${response.status}.` }));
  throw new Refused({ detail: `The host answered ${response.status}.`, ...problem });
};

const sent = async (method, path, { body, signal }) => {
  try {
    return await fetch(path, {
      method,
      ...(signal && { signal }),
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw unreachable(error);
  }
};

const unreachable = (error) =>
  error.name === 'AbortError'
    ? error
    : new Refused({
        detail: 'The host could not be reached.',
        hint: 'Check the connection and run it again.',
      });

/** The same, as JSON. */
export const askJson = async (method, path, sending) => (await ask(method, path, sending)).json();
