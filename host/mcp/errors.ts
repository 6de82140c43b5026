import { defineError } from '@agnes/sdk/errors';

/** Two fields of an operation would be one input of its tool. */
export const toolFieldClash = defineError<{ tool: string; field: string }>({
  code: 'mcp_field_clash',
  kind: 'internal',
  message: ({ tool, field }) => `The tool ${tool} would have two inputs called "${field}".`,
  hint: 'Rename the field in the path, the query or the body of the operation.',
});

export const toolNameClash = defineError<{ tool: string }>({
  code: 'mcp_name_clash',
  kind: 'internal',
  message: ({ tool }) => `Two operations want to be the tool ${tool}.`,
  hint: 'Rename one of them in its `mcp` mark.',
});

export const answerTooLong = defineError<{ limit_characters: number; download_path?: string }>({
  code: 'mcp_answer_too_long',
  kind: 'too_large',
  message: ({ limit_characters }) => `The answer is longer than ${limit_characters} characters.`,
  hint: 'Ask for less: aggregate, name the columns, or set a lower limit. For all rows use start_query and download the result.',
});

export const sessionUnknown = defineError({
  code: 'mcp_session_unknown',
  kind: 'not_found',
  message: () => 'This host gives out no sessions, and knows none.',
  hint: 'Send `initialize` again, without `Mcp-Session-Id`.',
});

export const versionUnsupported = defineError<{ received: string; supported: readonly string[] }>({
  code: 'mcp_version_unsupported',
  kind: 'bad_request',
  message: ({ received }) => `Version "${received}" of MCP is not spoken here.`,
  hint: 'Send the version that `initialize` has answered, or one of `supported`.',
});
