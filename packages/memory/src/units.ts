/** Bytes of a kibibyte. */
export const KiB = 1024;

/** Bytes of a mebibyte. */
export const MiB = 1024 * KiB;

/** Bytes of a gibibyte. */
export const GiB = 1024 * MiB;
