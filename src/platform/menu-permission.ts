import type { Permissions } from 'webextension-polyfill';
import { browser } from './browser.ts';

/** The permission for the context menu of links: optional, and requested when the user wants it. The browser shows no prompt for it. */
const NAME = 'contextMenus';

// The types list what is optional in every browser; in Chromium this one is, too.
const PERMISSION = { permissions: [NAME] } as unknown as Permissions.Permissions;

/** Whether the permission is granted. */
export function hasMenu(): Promise<boolean> {
  return browser.permissions.contains(PERMISSION);
}

/** Requests the permission. Only within a user activation. @returns whether it is granted. */
export function addMenu(): Promise<boolean> {
  return browser.permissions.request(PERMISSION);
}

/** Removes the permission. @returns whether it is removed. */
export function removeMenu(): Promise<boolean> {
  return browser.permissions.remove(PERMISSION);
}

/** Whether a permission that was just granted is this one. */
export function isMenu({ permissions = [] }: Permissions.Permissions): boolean {
  return new Set<string>(permissions).has(NAME);
}
