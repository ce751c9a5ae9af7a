import { type ErrorCode, errorCatalogue, isRetryable, statusOfKind } from './catalogue.js';

/** docs/errors/README.md: every code with its status, meaning and remedy. Each code is a heading, so `#CODE` without its dot is its anchor. */
export function errorPage(): string {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  const groups = [...new Set(codes.map(groupOf))];
  const sections = groups.map((group) =>
    sectionOf(
      group,
      codes.filter((code) => groupOf(code) === group),
    ),
  );
  return `${head}\n${sections.join('\n')}`;
}

const head = `# Errors

<!-- Written by tools/generate/all.mjs from libs/mesh/contracts/src/errors/catalogue.ts: change the catalogue, not this page. -->

A failure is answered as \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): \`code\` is one of those below and
never changes its meaning, \`detail\` says what happened and where, \`errors[]\` names the fields, \`instance\` finds the request in the logs.
What can be tried again as it is has a \`Retry-After\` header.
`;

function sectionOf(group: string, codes: readonly ErrorCode[]): string {
  return `## ${group}\n\n${codes.map(entryOf).join('\n')}`;
}

function entryOf(code: ErrorCode): string {
  const { kind, title, help } = errorCatalogue[code];
  const again = isRetryable(code) ? ' The same request may succeed later.' : '';
  return `<a id="${code}"></a>\n\n### ${code}\n\n${statusOfKind[kind]} · ${title}. ${help}${again}\n`;
}

function groupOf(code: ErrorCode): string {
  return code.includes('.') ? code.slice(0, code.indexOf('.')) : 'other';
}
