import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { type BuiltManifest, type Parts, partNames, partsOf, readManifest } from './chunks.ts';
import { filesUnder } from './inputs.ts';

/** What must not be in a build, as sentences; empty when all is well. */
export function problemsOf(dir: string): string[] {
  const manifest = readManifest(dir);
  const parts = partsOf(dir, manifest);
  const files = filesUnder(dir).map((file) => relative(dir, file));
  return [
    ...problemsOfManifest(manifest),
    ...partNames.filter((part) => parts[part].length === 0).map((part) => `there is no ${part}`),
    ...files.filter((file) => file.endsWith('.map')).map((file) => `${file} is a source map`),
    ...files.filter((file) => file.endsWith('.js')).flatMap((file) => problemsOfScript(dir, file, parts)),
  ];
}

function problemsOfManifest(manifest: BuiltManifest): string[] {
  return [
    // A page that can load one of our files can tell that the extension is there.
    ...((manifest.web_accessible_resources ?? []).length > 0 ? ['manifest.json lists web_accessible_resources'] : []),
    ...(manifest.key === undefined ? [] : ['manifest.json has a key']),
  ];
}

function problemsOfScript(dir: string, file: string, parts: Parts): string[] {
  const { importsFirst, importsLater, evaluates, writesHtml } = traitsOf(file, readFileSync(join(dir, file), 'utf8'));
  const inPages = parts.page.includes(file) || parts.content.includes(file);
  const inWorker = parts.worker.includes(file);
  return [
    ...(evaluates ? [`${file} makes code from text (eval or Function)`] : []),
    // With imports it would load after the page's own scripts.
    ...(inPages && (importsFirst || importsLater) ? [`${file} has imports; scripts for pages stand alone`] : []),
    ...(inPages && writesHtml ? [`${file} writes HTML into a page`] : []),
    ...(inWorker && importsLater ? [`${file} uses import(), which a service worker does not have`] : []),
  ];
}

interface Traits {
  readonly importsFirst: boolean;
  readonly importsLater: boolean;
  readonly evaluates: boolean;
  readonly writesHtml: boolean;
}

function traitsOf(file: string, text: string): Traits {
  const { program, module } = parseSync(file, text);
  let evaluates = false;
  new Visitor({
    CallExpression({ callee }) {
      if (callee.type === 'Identifier' && ['eval', 'Function'].includes(callee.name)) evaluates = true;
    },
    NewExpression({ callee }) {
      if (callee.type === 'Identifier' && callee.name === 'Function') evaluates = true;
    },
  }).visit(program);
  return {
    importsFirst: module.staticImports.length > 0,
    importsLater: module.dynamicImports.length > 0,
    evaluates,
    writesHtml: /\.(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)\b/.test(text),
  };
}
