import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../demo/world.ts';
import type { Flavour } from '../build/manifest.ts';
import { inRoot, relativeToRoot } from '../lib/paths.ts';
import { aborted } from '../lib/processes.ts';
import { data } from './data.ts';

/** Keeps the wallets and the shop up for somebody's own shop and browser, until `ended` fires. */
export async function serveWorld(world: World, extension: string, flavour: Flavour, ended: AbortSignal): Promise<void> {
  const authority = join(data.certificates, 'authority.pem');
  if (world.caPem !== undefined) writeFileSync(authority, world.caPem);
  console.log(guide(world, relativeToRoot(extension), flavour, authority));
  await aborted(ended);
}

function guide(world: World, extension: string, flavour: Flavour, authority: string): string {
  const shop = world.walletAddress('happylifebank', 'retailer');
  const shopper = world.walletAddress('cloudninebank', 'customer');
  const preload = `--import ${inRoot('demo', 'reach-demo.mjs')}`;
  const environment = [
    `WALLET=${shop}`,
    ...(world.caPem === undefined ? [] : [`TENDER_DEMO_PORT=${world.port}`, `NODE_EXTRA_CA_CERTS=${authority}`]),
  ];
  const browser =
    flavour === 'dev'
      ? `Load ${extension} in Chromium: chrome://extensions, "Developer mode", "Load unpacked".`
      : `Start Chromium with  --load-extension=${inRoot(extension)} \\
      --host-resolver-rules="${world.resolverRules}" \\
      --ignore-certificate-errors-spki-list=${world.spki.join(',')}`;
  return `
The wallets and a shop are up, without a browser. Every password is "demo".

  Your shop's wallet     ${shop}  (MXN, log in as "retailer")
      its keys           ${new URL('/developer-keys', shop).href}
  A shopper's wallet     ${shopper}  (USD 500.00, log in as "customer")
  The demo's own shop    ${world.shopUrl}
  One of OpenCharge      ${world.openCharge.merchantUrl}

  Your shop's server (docs/merchants.md):
      ${environment.join(' ')} node ${preload} server.mjs
  ${browser}

Press Ctrl-C to end. The next start goes on where this one ended; --reset begins anew.`;
}
