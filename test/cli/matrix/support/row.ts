import type { Command } from '../../../../cli/command.ts';

/** How a machine stands to its server when a command runs on it. */
export type State = 'fresh' | 'signed_out' | 'server_down' | 'no_grants';

/** What a command comes to: all is well, or an exit code and the code of the error. */
export type End = 0 | readonly [exit: number, error: string];

/** One command as the matrix calls it, and what becomes of it. */
export interface CommandRow {
  /** In place of an `x` for each argument that must be given. */
  readonly given?: readonly string[];
  /** What is piped in. Nothing: a pipe that stays silent, or one that is closed. */
  readonly stdin?: string;
  readonly ends: Readonly<Record<State, End>>;
  /** True: it talks to a server without being signed in, and so also on a machine that knows none. */
  readonly calls?: boolean;
  /** True: what it found is on stdout even when it fails. */
  readonly tells?: boolean;
  /** True: it answers a line for each message. */
  readonly streams?: boolean;
  /** True: the token it is called with is of no use afterwards. */
  readonly spends?: boolean;
  /** Paths below the home folder that it leaves although it fails. */
  readonly leaves?: RegExp;
}

type More = Omit<CommandRow, 'ends' | 'given'>;

const notSignedIn: End = [7, 'not_signed_in'];
const unreachable: End = [9, 'server_unreachable'];

/** Needs a sign-in; `end` is what somebody comes to who was granted nothing. */
export const signedIn = (end: End = 0, given?: readonly string[], more: More = {}): CommandRow => ({
  ends: { fresh: notSignedIn, signed_out: notSignedIn, server_down: unreachable, no_grants: end },
  ...(given && { given }),
  ...more,
});

/** For administrators alone. */
export const admins = (given?: readonly string[], more: More = {}): CommandRow =>
  signedIn([8, 'admin_required'], given, more);

/** Comes to the same wherever it runs. */
export const anywhere = (end: End, given?: readonly string[], more: More = {}): CommandRow => ({
  ends: { fresh: end, signed_out: end, server_down: end, no_grants: end },
  ...(given && { given }),
  ...more,
});

/** Talks to a server without being signed in. */
export const calling = (
  ends: Partial<CommandRow['ends']>,
  more: More & Pick<CommandRow, 'given'> = {},
): CommandRow => ({
  ends: { fresh: unreachable, signed_out: 0, server_down: unreachable, no_grants: 0, ...ends },
  calls: true,
  ...more,
});

/** The same row for many. */
export const each = (row: CommandRow, names: readonly string[]): Readonly<Record<string, CommandRow>> =>
  Object.fromEntries(names.map((name) => [name, row]));

/** The words of a call of the command. */
export const argumentsOf = ({ name, args = [] }: Command, { given }: CommandRow): readonly string[] => [
  ...name.split(' '),
  ...(given ?? args.filter((one) => one.startsWith('<')).map(() => 'x')),
];
