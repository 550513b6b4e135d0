import { parseArgs } from 'node:util';
import { force, type ForcedFailure, forcedFailures, isForcedFailure } from '../../demo/forced-failures.ts';
import { ensureBuild } from '../build/extension.ts';
import { announceChromium } from '../lib/chromium.ts';
import { Problem } from '../lib/problem.ts';
import { untilInterrupted } from '../lib/processes.ts';
import { data, takePlace } from '../demo/data.ts';
import { showToPerson } from '../demo/headed.ts';
import { playPurchase } from '../demo/journey.ts';
import { serveWorld } from '../demo/serve.ts';
import { openWorld } from '../demo/world.ts';

/** With plain http the port is part of every wallet's address, so it has to be the same each time. */
const DEV_PORT = 4180;
/** Written into the settings of a merchant's own shop. */
const SERVE_PORT = 4181;

/** In a browser for a user, as a purchase that runs by itself, or as servers alone. */
type Mode = 'browser' | 'purchase' | 'servers';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      headless: { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      serve: { type: 'boolean', default: false },
      fail: { type: 'string' },
      port: { type: 'string' },
    },
  });
  const flavour = values.dev ? 'dev' : 'production';
  const mode = modeFor(values);
  const port = portFrom(values.port) ?? (values.dev ? DEV_PORT : mode === 'servers' ? SERVE_PORT : 0);
  const failures = failuresFrom(values.fail);
  const ended = untilInterrupted();
  if (mode === 'purchase' && !values.headless) console.log('There is no display here: the purchase runs by itself, without a window.\n');

  const giveFree = takePlace(values.reset);
  try {
    if (mode !== 'servers') announceChromium();
    const { dir, fresh } = await ensureBuild(flavour);
    if (fresh) console.log('Extension built.');
    const scheme = values.dev ? 'http' : 'https';
    // Played through by itself, the purchase always begins with untouched accounts and a fresh profile.
    const kept = mode === 'purchase' ? {} : { directory: data.world(flavour), certificateDirectory: data.certificates };
    const world = await openWorld({ scheme, port, ...kept });
    try {
      force(world.faults, failures);
      for (const name of failures) console.log(`Forced failure "${name}": ${forcedFailures[name].says}.`);
      if (mode === 'purchase') return (await playPurchase(world, dir, ended)) ? 0 : 1;
      if (mode === 'servers') await serveWorld(world, dir, flavour, ended);
      else await showToPerson(world, dir, flavour, ended);
      return 0;
    } finally {
      await world.close();
    }
  } finally {
    giveFree();
  }
}

/** Without a display the purchase runs by itself; with `--dev` the servers stay up there, for a merchant's own shop. */
function modeFor({ headless, serve, dev }: { readonly headless: boolean; readonly serve: boolean; readonly dev: boolean }): Mode {
  if (headless && serve) throw new Problem('--headless runs a purchase and ends, --serve stays up: choose one.');
  if (headless) return 'purchase';
  if (serve) return 'servers';
  if (hasDisplay()) return 'browser';
  return dev ? 'servers' : 'purchase';
}

function failuresFrom(text: string | undefined): readonly ForcedFailure[] {
  if (text === undefined) return [];
  return text.split(',').map((name) => {
    if (!isForcedFailure(name)) throw new Problem(`--fail knows no "${name}". There are: ${Object.keys(forcedFailures).join(', ')}.`);
    return name;
  });
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
