/** The one place that knows where the `browser.*` API comes from: native where the browser has it, else the polyfill's. */
import browser from 'webextension-polyfill';

export { browser };
