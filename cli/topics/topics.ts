import { analystTopics } from './analyst-topics.ts';
import { operatorTopics } from './operator-topics.ts';
import type { Topic } from './topic.ts';

/** Every page, by the word that asks for it. */
export const topics: Readonly<Record<string, Topic>> = { ...analystTopics, ...operatorTopics };
