/**
 * A reason not to start that a person can act on. It is printed as it is, without a stack, and the
 * start ends with exit code 1; anything else that is thrown is a defect and says so.
 */
export class StartError extends Error {
  override name = 'StartError';
}
