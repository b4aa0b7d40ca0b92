import type { GatewayAnswer } from './ServiceGateway';

/** The body of an answer for programs. */
export function answerJson(given: GatewayAnswer): object {
  const { status, answer, error } = given;
  return { status, ...answer, ...(error && { error }) };
}

/** The same for people. */
export function answerPage({ status, answer, error }: GatewayAnswer): string {
  const title = answer ? `${answer.service} of ${answer.tenant}` : `${status}`;
  const rows = answer
    ? [
        ['Release', answer.release],
        ['Version', answer.version],
        ['Pod', answer.pod],
        ['Up for', `${answer.uptimeSeconds} s`],
      ]
    : [];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 36rem; padding: 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${error ? `<p role="alert">${escapeHtml(error)}</p>\n` : ''}<dl>
${rows.map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}
</dl>
<p>Answered by the sandbox cluster.</p>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]);
}
