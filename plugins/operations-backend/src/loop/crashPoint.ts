/**
 * Ends the process as kill -9 would, when a test asked for it at this point.
 *
 * @remarks
 * The only way to prove from outside that a crash between two effects loses and
 * doubles nothing. Without `MCTL_TEST_CRASH` in the environment it does nothing.
 */
export function crashPoint(name: 'before-commit' | 'after-commit'): void {
  if (process.env.MCTL_TEST_CRASH === name) {
    process.kill(process.pid, 'SIGKILL');
  }
}
