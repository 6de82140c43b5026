import type { Socket } from 'node:net';

/** No request and no answer is longer. */
const mostCharacters = 64 * 1024;

/** The first line that comes in; empty when the other end leaves before it is there, or sends too much. */
export const firstLine = async (socket: Socket): Promise<string> => {
  let text = '';
  // The socket stays open: the answer goes out through it.
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end);
    if (text.length > mostCharacters) break;
  }
  return '';
};
