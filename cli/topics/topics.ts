import { analystTopics } from './analyst-topics.ts';
import { operatorTopics } from './operator-topics.ts';

/** A short page for the terminal. */
export interface Topic {
  readonly summary: string;
  readonly lines: readonly string[];
}

/** Every page, by the word that asks for it. */
export const topics: Readonly<Record<string, Topic>> = { ...analystTopics, ...operatorTopics };
