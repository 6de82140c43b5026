/** What became of one step of setting up. */
export interface Step {
  readonly step: 'sign_in' | 'layout' | 'settings' | 'claude_md' | 'marketplace' | 'sync' | 'smoke_query';
  /** `skipped`: nobody wanted it, or there is nothing to do it with. `failed`: the rest is there all the same. */
  readonly state: 'changed' | 'unchanged' | 'skipped' | 'failed';
  readonly detail: string;
}
