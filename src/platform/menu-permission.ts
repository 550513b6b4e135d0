import type { Permissions } from 'webextension-polyfill';
import { browser } from './browser.ts';

/** The right to a place in the menus of links: optional, and asked for when the user wants it. The browser shows no question for it. */
const NAME = 'contextMenus';

// The types know what is optional in every browser; Chromium has this one optional as well.
const PERMISSION = { permissions: [NAME] } as unknown as Permissions.Permissions;

/** Whether the menu is there. */
export function hasMenu(): Promise<boolean> {
  return browser.permissions.contains(PERMISSION);
}

/** Puts it there. Only in the user's own click. @returns whether it is there now. */
export function addMenu(): Promise<boolean> {
  return browser.permissions.request(PERMISSION);
}

/** Takes it away. @returns whether it is gone. */
export function removeMenu(): Promise<boolean> {
  return browser.permissions.remove(PERMISSION);
}

/** Whether a permission that was just granted is this one. */
export function isMenu({ permissions = [] }: Permissions.Permissions): boolean {
  return new Set<string>(permissions).has(NAME);
}
