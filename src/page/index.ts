/** Runs in the page before its first script. If the browser has no PaymentRequest (Firefox, insecure contexts), nothing is installed. */
import { awaitContentScript } from './bridge.ts';
import { installOverNative } from './over-native.ts';

if (typeof PaymentRequest === 'function' && typeof PaymentResponse === 'function') awaitContentScript(installOverNative);
