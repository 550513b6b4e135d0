import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerKey } from '../../demo/client/wallet-pages.ts';
import type { World } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { start, stop } from '../../scripts/lib/processes.ts';

/** docs/merchants.md, as merchants read it. */
export const merchantsPage = readFileSync(inRoot('docs', 'merchants.md'), 'utf8');

/** A code block of the document, which says in its first line which file it is. */
export function fileInDocument(name: string): string {
  const blocks = [...merchantsPage.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].flatMap(([, code]) => code ?? []);
  const [only, ...others] = blocks.filter((code) => ['// ', '<!-- '].some((mark) => code.split('\n')[0]?.includes(mark + name)));
  if (only === undefined || others.length > 0) throw new Error(`docs/merchants.md has to have exactly one ${name}`);
  return only;
}

/** The shop of docs/merchants.md, run by Node from a folder of its own outside of the source tree. */
export interface DocumentShop {
  readonly url: string;
  /** Resolves with the first line that fits, printed before or later. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  close(): Promise<void>;
}

/** Follows the document: writes its files, starts the server, registers its key at the shop's wallet. */
export async function startDocumentShop(world: World): Promise<DocumentShop> {
  const folder = mkdtempSync(join(tmpdir(), 'tender-merchant-'));
  for (const name of ['server.mjs', 'index.html']) writeFileSync(join(folder, name), fileInDocument(name));
  symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'));
  const authority = join(folder, 'authority.pem');
  if (world.caPem !== undefined) writeFileSync(authority, world.caPem);
  const wallet = world.walletAddress('happylifebank', 'retailer');
  const child = start(process.execPath, ['--import', inRoot('demo', 'reach-demo.mjs'), 'server.mjs'], {
    cwd: folder,
    env: {
      WALLET: wallet,
      PORT: '0',
      ...(world.caPem === undefined ? {} : { NODE_EXTRA_CA_CERTS: authority, TENDER_DEMO_PORT: String(world.port) }),
    },
  });
  const line = linesOf(child);
  const close = async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, key = ''] = await line(/^Public key: (.*)$/m);
    await registerKey(world.fetch, new URL(wallet).origin, { user: 'retailer', password: 'demo' }, key);
    const [, url = ''] = await line(/^Your shop: (\S+)$/m);
    return { url, line, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function linesOf(child: ReturnType<typeof start>): DocumentShop['line'] {
  let output = '';
  let ended = false;
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    tell();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  child.once('close', () => {
    ended = true;
    tell();
  });
  return (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output);
        if (!found && !ended) return;
        listeners.delete(look);
        if (found) resolve(found);
        else reject(new Error(`the server of docs/merchants.md ended without ${pattern}:\n${output}`));
      };
      listeners.add(look);
      look();
    });
}
