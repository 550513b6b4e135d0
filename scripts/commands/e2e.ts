import { ensureBuild } from '../build/extension.ts';
import { ensureChromium } from '../lib/chromium.ts';
import { inRoot } from '../lib/paths.ts';
import { runNode } from '../lib/processes.ts';

/** Ready for the end-to-end tests: a browser and the production build. */
export async function main(args: readonly string[]): Promise<number> {
  ensureChromium();
  await ensureBuild('production');
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const { code } = await runNode(cli, ['test', ...args], { onOutput: (text) => process.stdout.write(text) });
  return code;
}
