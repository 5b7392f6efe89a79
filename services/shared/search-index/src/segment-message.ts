import type { SectionLengths } from './segment.ts';

/** A segment on its way from one thread to another: its memory is shared, not copied. */
export type SegmentMessage =
  | {
      readonly buffer: SharedArrayBuffer;
      /** Where its first section begins, in bytes. */
      readonly offset: number;
      readonly lengths: SectionLengths;
    }
  /** Why the file is no snapshot that can be used. */
  | { readonly fault: string };
