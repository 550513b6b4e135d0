/** The only place that knows the source of the `browser.*` API: native if the browser has it, else the polyfill. */
import browser from 'webextension-polyfill';

export { browser };
