import { parseArgs } from 'node:util';
import { build, zipFile } from '../build/extension.ts';
import { sizesOf, sizeTable } from '../build/sizes.ts';
import { relativeToRoot } from '../lib/paths.ts';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { dev: { type: 'boolean', default: false } } });
  const flavour = values.dev ? 'dev' : 'production';
  const started = Date.now();
  const dir = await build(flavour);
  console.log(`Built ${relativeToRoot(dir)} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  console.log(sizeTable(sizesOf(dir, values.dev ? undefined : zipFile)));
  return 0;
}
