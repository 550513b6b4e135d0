/** True in the development build only, which also takes `http://*.localhost`, any port. */
declare const __DEV_HOSTS__: boolean;
