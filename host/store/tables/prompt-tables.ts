import type { Instant } from './column-types.ts';

interface PromptTemplate {
  content: string;
  updated_at: Instant;
  /** Who wrote it; they may be gone. */
  updated_by: string | null;
}

/** What administrators wrote in place of the built-in prompts; at most one row each. */
export interface PromptTables {
  /** What the page of setting up shows to a coding agent. */
  welcome_template: PromptTemplate;
  /** What stands in CLAUDE.md of a workspace. */
  claude_md_template: PromptTemplate;
}
