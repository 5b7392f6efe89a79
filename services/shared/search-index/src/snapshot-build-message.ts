import type { IndexDocument } from './index-document.ts';

/** What the thread that builds a snapshot is told. */
export type SnapshotBuildOrder =
  | { readonly documents: readonly IndexDocument[] }
  /** There are no more. */
  | { readonly path: string };

/** What it answers to each: how many documents it has now. */
export type SnapshotBuildReport = { readonly documentCount: number };
