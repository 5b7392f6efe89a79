/** A version that sorts by time: `20260102T030405678Z`. */
export function versionOf(time: Date): string {
  return time.toISOString().replaceAll(/[-:.]/g, '');
}
