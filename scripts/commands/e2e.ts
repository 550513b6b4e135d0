import { inRoot } from '../lib/paths.ts';
import { runNode } from '../lib/processes.ts';

/** The browser and the build are seen to by the tests' own global set-up. */
export async function main(args: readonly string[]): Promise<number> {
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const { code } = await runNode(cli, ['test', ...args], { onOutput: (text) => process.stdout.write(text) });
  return code;
}
