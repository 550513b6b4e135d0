import type { World } from '../../demo/world.ts';
import { readManifest } from '../build/chunks.ts';
import type { Flavour } from '../build/manifest.ts';
import { extensionIdOf, startBrowser } from '../lib/browser.ts';
import { aborted } from '../lib/processes.ts';
import { data } from './data.ts';

/** A browser for a person, with the page of the wallets and the shop open. Resolves when it is closed or `ended` fires. */
export async function showToPerson(world: World, extension: string, flavour: Flavour, ended: AbortSignal): Promise<void> {
  const browser = await startBrowser({
    extensions: [extension],
    world,
    headless: false,
    profile: data.profile(flavour),
    urls: [world.shopUrl],
  });
  try {
    await browser.open(`chrome-extension://${extensionIdOf(extension)}/${readManifest(extension).options_ui.page}`);
    console.log(guide(world));
    await Promise.race([browser.closed, aborted(ended)]);
  } finally {
    await browser.close();
  }
}

function guide(world: World): string {
  const address = world.walletAddress('cloudninebank', 'customer');
  const { origin } = new URL(address);
  const others = world.accounts
    .filter(({ wallet, user, opening }) => opening > 0n && !(wallet === 'cloudninebank' && user === 'customer'))
    .map(({ wallet, user }) => world.walletAddress(wallet, user));
  return `
Two tabs are open: the shop, and the extension's page "Your wallets".

  1  On "Your wallets", type the wallet address  ${address}
     and press "Link wallet". Then press "Copy key".
  2  Open ${origin}/developer-keys and log in as "customer", password "demo".
     Paste the key, press "Add key". "Your wallets" notices by itself.
  3  In the shop (${world.shopUrl}) choose the running shoes, press "Pay with your wallet",
     look at the exact price, press "Pay". Your wallet asks once more: "Allow".
     The shop says "Paid", and the wallet's account page shows what left it.

Every password is "demo". Other wallets with money in them:
  ${others.join('\n  ')}

Close the browser or press Ctrl-C to end. The next start goes on where this one ended; --reset begins anew.`;
}
