/**
 * Runs in the merchant's page, before its first script. Where the browser has no PaymentRequest (Firefox, insecure pages)
 * nothing is installed.
 */
import { meetContentScript } from './bridge.ts';
import { installOverNative } from './over-native.ts';

if (typeof PaymentRequest === 'function' && typeof PaymentResponse === 'function') meetContentScript(installOverNative);
