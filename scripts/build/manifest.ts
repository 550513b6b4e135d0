import type { ManifestV3Export } from '@crxjs/vite-plugin';
import manifest from '../../manifest.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };

/** `production` is what people install: https only. `dev` also takes pages and wallets on `http://*.localhost`, any port. */
export type Flavour = 'production' | 'dev';

/** Match patterns take every port; a source in a CSP has to say so. */
const DEV_MATCH = 'http://*.localhost/*';
const DEV_SOURCE = 'http://*.localhost:*';

/** The manifest of a build: `manifest.json`, with the version of `package.json`. */
export function manifestFor(flavour: Flavour) {
  const production = { ...manifest, version: packageJson.version };
  return flavour === 'dev' ? withDevHosts(production) : production;
}

/** The same, as the build's plugin types it, without the worker: that is built by `classic-worker.ts`. */
export function manifestForPlugin(flavour: Flavour): ManifestV3Export {
  const { background: _, ...manifest } = manifestFor(flavour);
  return manifest;
}

function withDevHosts(base: typeof manifest & { version: string }) {
  const csp = base.content_security_policy.extension_pages;
  return {
    ...base,
    content_scripts: base.content_scripts.map((script) => ({ ...script, matches: [...script.matches, DEV_MATCH] })),
    optional_host_permissions: [...base.optional_host_permissions, DEV_MATCH],
    content_security_policy: { extension_pages: csp.replace('connect-src https:', `connect-src https: ${DEV_SOURCE}`) },
  };
}
