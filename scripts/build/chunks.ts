import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';

/** The parts of a built manifest that name files. */
export interface BuiltManifest {
  readonly version: string;
  readonly key?: string;
  readonly background: { readonly service_worker: string };
  readonly content_scripts: readonly { readonly js: readonly string[]; readonly world?: string }[];
  readonly action: { readonly default_popup: string };
  readonly options_ui: { readonly page: string };
  readonly web_accessible_resources?: readonly unknown[];
}

export function readManifest(dir: string): BuiltManifest {
  return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as BuiltManifest;
}

export const partNames = ['page', 'content', 'worker', 'popup', 'options'] as const;

/** What each part of the extension loads, as paths inside the build. */
export type Parts = Readonly<Record<(typeof partNames)[number], readonly string[]>>;

export function partsOf(dir: string, manifest: BuiltManifest = readManifest(dir)): Parts {
  const scripts = (world: string) =>
    manifest.content_scripts.filter((script) => (script.world ?? 'ISOLATED') === world).flatMap((script) => script.js);
  return {
    page: scripts('MAIN'),
    content: scripts('ISOLATED'),
    worker: loadedBy(dir, manifest.background.service_worker),
    popup: loadedBy(dir, manifest.action.default_popup),
    options: loadedBy(dir, manifest.options_ui.page),
  };
}

/** A file of the build and everything that it loads at start: scripts, static imports, style sheets. */
function loadedBy(dir: string, file: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(file) || !existsSync(join(dir, file))) return [...seen];
  seen.add(file);
  const text = readFileSync(join(dir, file), 'utf8');
  for (const reference of referencesIn(file, text)) loadedBy(dir, resolveIn(file, reference), seen);
  return [...seen];
}

function referencesIn(file: string, text: string): string[] {
  if (file.endsWith('.html')) return [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  if (!file.endsWith('.js')) return [];
  return parseSync(file, text).module.staticImports.map((entry) => entry.moduleRequest.value);
}

function resolveIn(from: string, reference: string): string {
  return reference.startsWith('/') ? reference.slice(1) : join(dirname(from), reference);
}
