import type { Readable } from 'node:stream';

/** One event of a `text/event-stream`. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** The events of a stream, in order, until it closes. */
export const serverEvents = async function* (stream: Readable): AsyncGenerator<ServerEvent> {
  let fields = new Map<string, string>();
  for await (const line of linesOf(stream)) {
    if (line !== '') {
      addField(fields, line);
      continue;
    }
    const data = fields.get('data');
    if (data !== undefined) yield { type: fields.get('event') ?? 'message', data, id: fields.get('id') };
    fields = new Map();
  }
};

const addField = (fields: Map<string, string>, line: string): void => {
  // A line that begins with a colon is a comment that keeps the connection alive.
  const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
  const before = fields.get(name);
  if (name !== '') fields.set(name, before === undefined ? value : `${before}\n${value}`);
};

// Not readline: its iterator ends quietly when the stream breaks.
const linesOf = async function* (stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
};
