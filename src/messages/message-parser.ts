import * as v from 'valibot';
import type { Exact } from '../model/exact-schema.ts';

/**
 * Creates the parser of a port's messages. The compiler proves that it accepts exactly the messages of the type. It returns undefined for
 * invalid messages.
 *
 * @example const parseCommand = messageParser<Command>()(v.variant('type', [v.object({ type: v.literal('stop') })]))
 */
export function messageParser<Message>() {
  return <Schema extends v.GenericSchema<unknown, Message>>(schema: Exact<Schema, Message>) => {
    return (message: unknown): Message | undefined => {
      const parsed = v.safeParse<v.GenericSchema<unknown, Message>>(schema, message);
      return parsed.success ? parsed.output : undefined;
    };
  };
}
