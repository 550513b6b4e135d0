import * as v from 'valibot';
import type { Exact } from '../model/exact-schema.ts';

/**
 * The parser of a port's messages, proven to know each message of the type and nothing else. It returns nothing for what is no such
 * message.
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
