import type { World } from '../../demo/world.ts';
import { readManifest } from '../build/chunks.ts';
import type { Flavour } from '../build/manifest.ts';
import { extensionIdOf, isNewProfile, startBrowser } from '../lib/browser.ts';
import { aborted } from '../lib/processes.ts';
import { data } from './data.ts';

/** A browser for a user, with the shop open and the extension's welcome page, or later its page of the wallets. Resolves when it is closed or `ended` fires. */
export async function showToPerson(world: World, extension: string, flavour: Flavour, ended: AbortSignal): Promise<void> {
  const profile = data.profile(flavour);
  // The first time the extension opens its welcome page by itself.
  const isFirst = isNewProfile(profile);
  const browser = await startBrowser({
    extensions: [extension],
    world,
    headless: false,
    profile,
    keepsWelcome: true,
    urls: [world.shopUrl],
  });
  try {
    if (!isFirst) await browser.open(`chrome-extension://${extensionIdOf(extension)}/${readManifest(extension).options_ui.page}`);
    console.log(guide(world, isFirst ? 'Welcome to Tender' : 'Your wallets'));
    await Promise.race([browser.closed, aborted(ended)]);
  } finally {
    await browser.close();
  }
}

function guide(world: World, page: string): string {
  const address = world.walletAddress('cloudninebank', 'customer');
  const { host } = new URL(address);
  const others = world.accounts
    .filter(({ wallet, user, opening }) => opening > 0n && !(wallet === 'cloudninebank' && user === 'customer'))
    .map(({ wallet, user }) => world.walletAddress(wallet, user));
  return `
Two tabs are open: the shop, and the extension's page "${page}".
To keep Tender in view, press the puzzle piece beside the address bar, then the pin next to Tender.

  1  On "${page}", type the wallet address  ${address}
     and press "Link wallet". Then press "Open ${host}…".
  2  Log in there as "customer", password "demo", and press "Yes, allow it".
     "${page}" notices by itself.
  3  In the shop (${world.shopUrl}) choose the running shoes, press "Pay with your wallet",
     look at the exact price, press "Pay". Your wallet asks once more: "Allow".
     The shop says "Paid", and the wallet's account page shows what left it.

A shop that signs its orders (OpenCharge) is at ${world.openCharge.merchantUrl}

Every password is "demo". Other wallets with money in them:
  ${others.join('\n  ')}

Close the browser or press Ctrl-C to end. The next start goes on where this one ended; --reset begins anew.`;
}
