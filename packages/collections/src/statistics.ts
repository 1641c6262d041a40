/**
 * What a hash table tells about itself to tests and to those who suspect an attack.
 */

/** How long the way to the keys of a table is. One probe looks at one slot. */
export interface ProbeStatistics {
  /** Probes to the key that is farthest from its own slot; 0 for an empty table. */
  readonly longest: number;
  /** Probes to a key on average; 0 for an empty table. */
  readonly mean: number;
  /** Times that the table drew a new seed because its probes were too long to be chance. */
  readonly reseedCount: number;
}
