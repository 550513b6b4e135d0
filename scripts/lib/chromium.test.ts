import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announceChromium, installWithApt } from './chromium.ts';

describe('installing with apt', () => {
  it.each([true, false])('reads the package lists first; when that is %s, it installs all the same', (isRefreshed) => {
    const asked: string[] = [];
    const isInstalled = installWithApt((command = '') => {
      asked.push(command);
      return command === 'install' || isRefreshed;
    });
    expect([isInstalled, asked]).toEqual([true, ['update', 'install']]);
  });

  it('says when there is nothing to install', () => {
    expect(installWithApt((command) => command === 'update')).toBe(false);
  });
});

describe.runIf(process.platform !== 'win32')('the Chromium that is named', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tender-chromium-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  function named(words: string): string {
    const path = join(folder, 'chromium');
    writeFileSync(path, `#!/bin/sh\necho '${words}'\n`);
    chmodSync(path, 0o755);
    vi.stubEnv('CHROMIUM', path);
    return path;
  }

  it('is used, and its version said in one line', () => {
    const path = named('Chromium 150.0.7871.100 built on Debian');
    const said: string[] = [];
    expect(announceChromium((line) => said.push(line))).toBe(path);
    expect(said).toEqual([`Chromium 150.0.7871.100 (${path})`]);
  });

  it.each([
    ['Chromium 136.0.7103.113', /version 136; version 137 or newer/],
    ['Google Chrome 150.0.7871.100', /is Google Chrome/],
    ['nothing of the kind', /could not be started/],
  ])('is refused when it says %s', (words, problem) => {
    named(words);
    expect(() => announceChromium(() => undefined)).toThrow(problem);
  });
});
