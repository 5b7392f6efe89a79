import type { SectionLengths } from '@books/search-index/segment';
import type { Synonyms } from '@books/search-index/synonyms';
import type { BuiltIndexFacts, IndexExchange } from './index-exchange.ts';
import type { SearchEngine, SearchEngineStatus } from './search-engine.ts';

/** What an engine in a thread can be asked to do. */
export type ThreadedEngine = Omit<SearchEngine, 'status'> & IndexExchange;

/** A segment on its way to the thread: its memory is shared, not copied. */
export type SharedSegment = {
  readonly buffer: SharedArrayBuffer;
  /** Where its first section begins, in bytes. */
  readonly offset: number;
  readonly lengths: SectionLengths;
};

/** What the thread begins with. */
export type SearchThreadData = {
  readonly segment: SharedSegment;
  readonly facts: BuiltIndexFacts;
  readonly synonyms: Synonyms;
};

/** One call of the engine. */
export type SearchCall =
  | { readonly [Name in Exclude<keyof ThreadedEngine, 'rebase'>]: EngineCall<Name> }[Exclude<
      keyof ThreadedEngine,
      'rebase'
    >]
  | {
      readonly method: 'rebase';
      readonly args: readonly [segment: SharedSegment, facts: BuiltIndexFacts];
    };
type EngineCall<Name extends keyof ThreadedEngine> = {
  readonly method: Name;
  readonly args: Parameters<ThreadedEngine[Name]>;
};

export type NumberedCall = { readonly number: number; readonly call: SearchCall };

/** Calls in their order: several in a message, since a message takes as long as a short search. */
export type SearchCallsMessage = { readonly calls: readonly NumberedCall[] };

export type NumberedAnswer =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: unknown };

/** Answers to calls, none when the thread has become warm; with what the index is like then. */
export type SearchThreadMessage = {
  readonly answers: readonly NumberedAnswer[];
  readonly status: SearchEngineStatus;
};
