import type { FaultRule } from '../faults.ts';

const HUGE_BYTES = 5 * 1024 * 1024;
const NESTING = 5_000;

/** The response of a broken server for this rule; undefined if the rule is not a response. */
export function brokenReply(rule: FaultRule): Response | undefined {
  switch (rule.kind) {
    case 'status-500':
      return new Response('Internal Server Error', { status: 500, headers: { 'content-type': 'text/plain' } });
    case 'html':
      return new Response('<!doctype html><title>Welcome</title><p>This is a web page.', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    case 'huge-body':
      return json(`{"id":"${'x'.repeat(HUGE_BYTES)}"}`);
    case 'nested-json':
      return json(`${'{"a":'.repeat(NESTING)}1${'}'.repeat(NESTING)}`);
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: rule.to ?? '/' } });
    default:
      return undefined;
  }
}

function json(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}
