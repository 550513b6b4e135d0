/** Something is not as the command needs it; the message says it to a user and is printed without a stack. */
export class Problem extends Error {
  override readonly name = 'Problem';
}
