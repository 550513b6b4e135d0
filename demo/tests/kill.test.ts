import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startTestWorld } from './support.ts';

test.each([
  ['incoming payment', 'happylifebank:account:retailer'],
  ['invoice', 'acquirer:account:mercado'],
])('a world that is killed while paying an %s ends with the payment made once', async (kind, payee) => {
  const directory = mkdtempSync(join(tmpdir(), 'tender-kill-'));
  const script = fileURLToPath(new URL('./killable-world.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, directory, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;

  const world = await startTestWorld({ directory });
  try {
    const reserved = () => world.ledger.balance('cloudninebank:reserved:customer');
    const deadline = Date.now() + 120_000;
    while (reserved() > 0n && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reserved()).toBe(0n);
    expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 40_400n);
    expect(world.ledger.balance(payee)).toBe(700_000n);
    expect(world.ledger.check()).toEqual([]);
  } finally {
    await world.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
