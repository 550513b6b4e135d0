import type { OptionsCommand } from '../messages/options.ts';

export type Send = (command: OptionsCommand) => boolean;
