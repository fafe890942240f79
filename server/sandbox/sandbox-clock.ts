/**
 * The provider's own time, which a test can move: the 24 hours after which a key is forgotten pass in one call.
 */
export class SandboxClock {
  offsetSeconds = 0;

  nowMs(): number {
    return Date.now() + this.offsetSeconds * 1000;
  }
}
