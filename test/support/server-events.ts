/** One event of a `text/event-stream`. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/** The events of an answer as they come. */
export const serverEvents = async function* (response: Response): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks.map(eventOf);
  }
};

const eventOf = (block: string): ServerEvent => {
  const fields = new Map(
    block.split('\n').map((line) => {
      const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
      return [name, value];
    }),
  );
  return { type: fields.get('event') ?? 'message', data: fields.get('data') ?? '' };
};
