/**
 * Ends the process once all that was printed is out: pipes are written in the background on some systems, and a
 * connection that lingers must not keep a finished command alive.
 */
export function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
