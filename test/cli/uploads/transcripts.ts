import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '../run-agnes.ts';

/** Where Claude Code keeps the transcripts of a machine's workspace. */
export const transcriptFolder = ({ env, workspace }: Machine): string =>
  join(env['HOME'] ?? '', '.claude', 'projects', workspace.replaceAll('/', '-'));

/** A line as Claude Code writes it. */
export const turn = (content: string, cwd?: string): string =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content }, sessionId: 's', ...(cwd !== undefined && { cwd }) })}\n`;

/** Leaves the transcript of a session of this workspace. */
export const leaveTranscript = async (machine: Machine, id: string, text: string): Promise<void> => {
  await mkdir(transcriptFolder(machine), { recursive: true });
  await writeFile(join(transcriptFolder(machine), `${id}.jsonl`), text);
};

/** Leaves a file in the workspace. */
export const leaveFile = async (machine: Machine, path: string, text: string): Promise<void> => {
  await mkdir(join(machine.path(path), '..'), { recursive: true });
  await writeFile(machine.path(path), text);
};
