import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { manifestFor } from '../../scripts/build/manifest.ts';

const production = manifestFor('production');
const dev = manifestFor('dev');

describe('the manifest', () => {
  it('asks for exactly these permissions', () => {
    // Each one is explained in docs/permissions.md; a new one changes what people are asked at install.
    expect(production.permissions).toEqual(['activeTab', 'alarms', 'notifications', 'webNavigation']);
    expect(production.optional_host_permissions).toEqual(['https://*/*']);
    expect(production).not.toHaveProperty('host_permissions');
    expect(production.optional_permissions).toEqual(['contextMenus']);
  });

  it('shows nothing of itself to pages', () => {
    expect(production).not.toHaveProperty('web_accessible_resources');
    expect(production).not.toHaveProperty('externally_connectable');
    expect(production).not.toHaveProperty('key');
  });

  it('keeps a private window apart from the others', () => {
    // In one shared worker a private purchase would end up in the ordinary history.
    expect(production.incognito).toBe('split');
  });

  it('runs the page script first, then its private companion, before any script of the page', () => {
    expect(production.content_scripts.map(({ world }) => world)).toEqual(['MAIN', 'ISOLATED']);
    for (const script of production.content_scripts) {
      expect(script).toMatchObject({ matches: ['https://*/*'], run_at: 'document_start', all_frames: true });
      expect(script).toMatchObject({ match_about_blank: true, match_origin_as_fallback: true });
    }
  });

  it('allows its pages nothing but their own files, https and, for Interledger accounts, wss', () => {
    expect(production.content_security_policy.extension_pages.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      'connect-src https: wss:',
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('names http nowhere in production, and only *.localhost in the development build', () => {
    expect(JSON.stringify(production)).not.toMatch(/http:/);
    const named = JSON.stringify(dev).match(/http:[^" ;]*/g);
    expect([...new Set(named)].toSorted()).toEqual(['http://*.localhost/*', 'http://*.localhost:*']);
  });

  it('has the version of the package', () => {
    expect(production.version).toBe(packageJson.version);
  });
});
