/** Lines that a clone of all there is may hold beside the commit that it wants; each one changes nothing of the answer. */
const harmless = new Set(['thin-pack', 'no-progress', 'include-tag', 'ofs-delta', 'done']);
const needed = ['ofs-delta', 'done'] as const;

const delimiter = Symbol('delimiter');
const flush = Symbol('flush');
type Line = string | typeof delimiter | typeof flush;

/**
 * Whether a request of the second version of the protocol wants a commit with all that leads to it, has nothing yet and
 * asks for nothing else: the answer is then the pack of its repository as it lies there.
 */
export const isWholeClone = (request: Buffer, commit: string): boolean => {
  const lines = linesIn(request);
  const middle = lines.indexOf(delimiter);
  const [command, ...abilities] = lines.slice(0, Math.max(middle, 0));
  const wanted = lines.slice(middle + 1, -1);
  return (
    command === 'command=fetch' &&
    abilities.every(isUsual) &&
    lines.at(-1) === flush &&
    wanted.includes(`want ${commit}`) &&
    needed.every((line) => wanted.includes(line)) &&
    wanted.every((line) => typeof line === 'string' && (harmless.has(line) || line === `want ${commit}`))
  );
};

/** Whether a request of the second version asks for the refs. */
export const asksForRefs = (request: Buffer): boolean => linesIn(request)[0] === 'command=ls-refs';

const isUsual = (line: Line): boolean =>
  typeof line === 'string' && (line.startsWith('agent=') || line === 'object-format=sha1');

/** The lines of a request, each without the end that git may leave out; none when they are not written as git does. */
const linesIn = (request: Buffer): readonly Line[] => {
  const lines: Line[] = [];
  for (let at = 0; at < request.length; ) {
    const header = request.toString('latin1', at, at + 4);
    const length = /^[0-9a-f]{4}$/.test(header) ? Number.parseInt(header, 16) : 2;
    const line = special.get(length) ?? textOf(request, at, length);
    if (line === undefined) return [];
    lines.push(line);
    at += Math.max(length, 4);
  }
  return lines;
};

const special: ReadonlyMap<number, Line> = new Map<number, Line>([
  [0, flush],
  [1, delimiter],
]);

const textOf = (request: Buffer, at: number, length: number): string | undefined =>
  length < 4 || at + length > request.length
    ? undefined
    : request.toString('utf8', at + 4, at + length).replace(/\n$/, '');
