import { startWorld, type World, type WorldOptions } from '../../demo/world.ts';
import { Problem } from '../lib/problem.ts';

/** The demo world, with words for a port that is taken. */
export async function openWorld(options: WorldOptions): Promise<World> {
  try {
    return await startWorld(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new Problem(`Port ${options.port} is in use. Choose another one with --port NUMBER.`);
    if (code === 'EACCES') throw new Problem(`Port ${options.port} is not ours to open. Choose one above 1023 with --port NUMBER.`);
    throw error;
  }
}
