import { documentOf, person } from './samples.ts';

/** A value out of JSON. */
export type Value = Record<string, unknown>;

interface Stored {
  readonly id: string;
  key: string;
  readonly fields: Value;
  readonly comments: Value[];
  /** Oldest first. */
  readonly histories: Value[];
  readonly remoteLinks: Value[];
}

/** The issues of a site, and what people do with them. Every change moves its clock on by a second. */
export class JiraSite {
  readonly issues = new Map<string, Stored>();
  /** Contents of attachments, by id. */
  readonly files = new Map<string, Buffer>();
  /** Values of SLA fields, by issue, which only the agent account sees. */
  readonly slas = new Map<string, Value>();
  /** Old keys of issues that were moved, and their ids. */
  readonly aliases = new Map<string, string>();
  /** What a search does not find although it is there. */
  readonly unlisted = new Set<string>();
  fields: Value[] = [];
  #next = 10_000;
  #clock: number;

  constructor(begin = '2024-05-31T21:30:00.000Z') {
    this.#clock = Date.parse(begin);
  }

  /** Creates an issue; `fields` lie upon those every issue has. */
  create(key: string, fields: Value = {}): Stored {
    const project = key.slice(0, key.lastIndexOf('-'));
    const created = this.#now();
    const issue: Stored = {
      id: this.#id(),
      key,
      comments: [],
      histories: [],
      remoteLinks: [],
      fields: {
        summary: `Summary of ${key}`,
        description: documentOf('Something', 'is broken'),
        issuetype: { id: '10002', name: 'Bug' },
        project: { id: '10000', key: project, name: `Project ${project}` },
        status: statusOf('To Do', 'To Do'),
        priority: { id: '3', name: 'Medium' },
        resolution: null,
        resolutiondate: null,
        creator: person('mia'),
        reporter: person('mia'),
        assignee: null,
        labels: [],
        duedate: null,
        created,
        updated: created,
        attachment: [],
        issuelinks: [],
        ...fields,
      },
    };
    this.issues.set(key, issue);
    return issue;
  }

  /** Changes fields, with the history that Jira writes. */
  change(key: string, fields: Value): void {
    const issue = this.#of(key);
    for (const [name, value] of Object.entries(fields)) {
      issue.histories.push({
        id: this.#id(),
        author: person('tom'),
        created: this.#now(),
        items: [
          {
            field: name,
            fieldtype: 'jira',
            fieldId: name,
            from: null,
            fromString: textOf(issue.fields[name]),
            to: null,
            toString: textOf(value),
          },
        ],
      });
      issue.fields[name] = value;
    }
    issue.fields['updated'] = this.#now();
  }

  comment(key: string, text: string): string {
    const issue = this.#of(key);
    const id = this.#id();
    const created = this.#now();
    const body = documentOf(text);
    issue.comments.push({
      id,
      author: person('tom'),
      updateAuthor: person('tom'),
      body,
      created,
      updated: created,
    });
    issue.fields['updated'] = created;
    return id;
  }

  dropComment(key: string, id: string): void {
    const { comments } = this.#of(key);
    comments.splice(
      comments.findIndex((comment) => comment['id'] === id),
      1,
    );
  }

  attach(key: string, filename: string, content: Buffer): string {
    const issue = this.#of(key);
    const id = this.#id();
    const list = issue.fields['attachment'];
    const attachment = { id, filename, size: content.length, mimeType: 'text/plain', author: person('mia') };
    if (Array.isArray(list))
      list.push({ ...attachment, created: this.#now(), content: `https://site/${id}` });
    this.files.set(id, content);
    issue.fields['updated'] = this.#now();
    return id;
  }

  /** The issue gets another key, as it does when it is moved. */
  move(key: string, to: string): void {
    const issue = this.#of(key);
    issue.key = to;
    issue.histories.push({
      id: this.#id(),
      author: person('tom'),
      created: this.#now(),
      items: [{ field: 'Key', fieldtype: 'jira', from: null, fromString: key, to: null, toString: to }],
    });
    this.issues.delete(key);
    this.issues.set(to, issue);
  }

  delete(key: string): void {
    this.issues.delete(key);
  }

  #of(key: string): Stored {
    const issue = this.issues.get(key);
    if (!issue) throw new Error(`the site has no ${key}`);
    return issue;
  }

  #id(): string {
    this.#next += 1;
    return String(this.#next);
  }

  // As Jira writes it: the offset has no colon.
  #now(): string {
    this.#clock += 1_000;
    return new Date(this.#clock + 2 * 3_600_000).toISOString().replace('Z', '+0200');
  }
}

/** A status as Jira tells it. */
export const statusOf = (name: string, category: string): Value => ({
  id: '1',
  name,
  statusCategory: { id: 2, key: category === 'Done' ? 'done' : 'new', name: category },
});

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? String(Reflect.get(value, 'name') ?? '') : String(value);
};
