import { readFile } from 'node:fs/promises';
import type { PromptName } from './prompt-templates.ts';

const files: Readonly<Record<PromptName, string>> = {
  workspace: 'CLAUDE.md.template',
  welcome: 'setup.template',
};

/** The text of a template that comes with the host. */
export const builtInTemplate = (name: PromptName): Promise<string> =>
  readFile(new URL(`../../../templates/workspace/${files[name]}`, import.meta.url), 'utf8');
