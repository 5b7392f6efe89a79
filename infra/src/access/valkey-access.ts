/** The user of every process. */
export const VALKEY_USER = 'books';

/**
 * What that user may do, in Valkey's own access language: every key and channel, every command but the dangerous ones;
 * of those only what BullMQ and ioredis ask for at a start.
 */
export const VALKEY_ACCESS = 'on ~* &* +@all -@dangerous +info +client|setname +client|setinfo';
