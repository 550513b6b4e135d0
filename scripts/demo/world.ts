import { startWorld, type World, type WorldOptions } from '../../demo/world.ts';
import { Problem } from '../lib/problem.ts';

/** The demo world, with words for a port that is taken. */
export async function openWorld(options: WorldOptions): Promise<World> {
  try {
    return await startWorld(options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/EADDRINUSE|already in use/.test(error.message))
      throw new Problem(`Port ${options.port} is in use. Choose another one with --port NUMBER.`);
    if (/EACCES/.test(error.message))
      throw new Problem(`Port ${options.port} is not ours to open. Choose one above 1023 with --port NUMBER.`);
    throw error;
  }
}
