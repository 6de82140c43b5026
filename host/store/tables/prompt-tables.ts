import type { Instant } from './column-types.ts';

/** What administrators wrote in place of the built-in prompts; at most one row each. */
export interface PromptTables {
  /** What the page of setting up shows to a coding agent. */
  welcome_template: {
    content: string;
    updated_at: Instant;
    /** Who wrote it; they may be gone. */
    updated_by: string | null;
  };
  /** What stands in CLAUDE.md of a workspace. */
  claude_md_template: {
    content: string;
    updated_at: Instant;
    /** Who wrote it; they may be gone. */
    updated_by: string | null;
  };
}
