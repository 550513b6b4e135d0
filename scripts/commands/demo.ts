import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/extension.ts';
import { announceChromium } from '../lib/chromium.ts';
import { Problem } from '../lib/problem.ts';
import { untilInterrupted } from '../lib/processes.ts';
import { data, takePlace } from '../demo/data.ts';
import { showToPerson } from '../demo/headed.ts';
import { playPurchase } from '../demo/journey.ts';
import { openWorld } from '../demo/world.ts';

/** With plain http the port is part of every wallet's address, so it has to be the same each time. */
const DEV_PORT = 4180;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      headless: { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      port: { type: 'string' },
    },
  });
  const flavour = values.dev ? 'dev' : 'production';
  const port = portFrom(values.port) ?? (values.dev ? DEV_PORT : 0);
  const ended = untilInterrupted();
  const headless = values.headless || !hasDisplay();
  if (headless && !values.headless) console.log('There is no display here: the purchase runs by itself, without a window.\n');

  const giveFree = takePlace(values.reset);
  try {
    announceChromium();
    const { dir, fresh } = await ensureBuild(flavour);
    if (fresh) console.log('Extension built.');
    const scheme = values.dev ? 'http' : 'https';
    // Played through by itself, the purchase always begins with untouched accounts and a fresh profile.
    const kept = headless ? {} : { directory: data.world(flavour), certificateDirectory: data.certificates };
    const world = await openWorld({ scheme, port, ...kept });
    try {
      if (headless) return (await playPurchase(world, dir, ended)) ? 0 : 1;
      await showToPerson(world, dir, flavour, ended);
      return 0;
    } finally {
      await world.close();
    }
  } finally {
    giveFree();
  }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function portFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Problem(`--port takes a number from 1 to 65535, not "${text}".`);
  return port;
}
