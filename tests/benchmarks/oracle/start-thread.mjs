// Threads do not take over what their parent has registered for TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
