import { startWorld, type World } from '../../demo/world.ts';
import { extensionIdOf, type RunningBrowser, startBrowser } from '../../scripts/lib/browser.ts';
import { readManifest } from '../../scripts/build/chunks.ts';
import { carla, Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { AllowancePart } from '../e2e/pages/allowance-part.ts';
import { DevTools } from './cdp.ts';
import { SimulatedUser } from './user.ts';
import { Tabs } from './tabs.ts';

/** Purchases with the wallet's consent each time, or under an allowance. */
export type Way = 'consent' | 'allowance';

/** The maximum allowance of the demo wallet's customer: more than a campaign spends. */
const LIMIT = '400';

/** Milliseconds between two looks of the payment gateway at its wallet: a payment is not proven at once. */
const OPEN_CHARGE_MS = 150;

/** A demo world of its own, and a browser that is linked to a wallet there, without a debugger on its worker. */
export interface BrowserSession {
  readonly world: World;
  readonly way: Way;
  readonly origin: string;
  readonly optionsUrl: string;
  readonly devTools: DevTools;
  readonly tabs: Tabs;
  readonly user: SimulatedUser;
  /** May be called twice. */
  close(): Promise<void>;
}

export interface BrowserSessionOptions {
  /** The unpacked production build. */
  readonly extension: string;
  readonly way: Way;
  readonly patienceMs: number;
  /** Milliseconds until a payment is settled; immediately by default. */
  readonly settleMs?: number;
}

export async function openBrowserSession({ extension, way, patienceMs, settleMs = 20 }: BrowserSessionOptions): Promise<BrowserSession> {
  const world = await startWorld({ timing: { wait: 0, settleMs, openChargeMs: OPEN_CHARGE_MS } });
  const running = await startBrowser({ extensions: [extension], world });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= running.close().then(() => world.close()));
  try {
    await link(extension, world, running, way);
    const devTools = await DevTools.connect(running.endpoint);
    const tabs = await Tabs.watch(devTools);
    const origin = `chrome-extension://${extensionIdOf(extension)}/`;
    const manifest = readManifest(extension);
    const sheetUrl = `${origin}${manifest.action.default_popup}`;
    const optionsUrl = `${origin}${manifest.options_ui.page}`;
    const user = new SimulatedUser({ tabs, sheetUrl, login: { user: carla.user, password: 'demo' }, patienceMs });
    return {
      world,
      way,
      origin,
      optionsUrl,
      devTools,
      tabs,
      user,
      close: () => {
        devTools.close();
        return close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Links the wallet and gives the allowance with Playwright, then disconnects from the browser. */
async function link(extension: string, world: World, running: RunningBrowser, way: Way): Promise<void> {
  const browser = await TenderBrowser.over(extension, running);
  const shopper = new Shopper(world, browser);
  await shopper.linkWalletQuickly();
  if (way === 'allowance') {
    const options = await shopper.openOptions();
    const part = new AllowancePart(options.wallet(world.walletAddress(carla.wallet, carla.user)));
    await part.ask(LIMIT);
    await shopper.consent();
    await part.changeButton.waitFor();
    await options.page.close();
  }
  await browser.letGo();
}
