/** `bytes` in megabytes of 10⁶ bytes, as the figures of memory tools are given. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(Math.abs(bytes) < 10e6 ? 2 : 1)} MB`;
}

/** `ms` in seconds. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `count` with a comma at each thousand. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
