/** The hint of a host without its end: whoever writes a plugin runs no host that would have to start again. */
export const authorHint = (hint: string): string => hint.replace(', then restart the host', '');
