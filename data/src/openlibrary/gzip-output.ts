import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { ThreadReport } from './threads/messages.ts';
import type { TaskQueue } from './threads/thread-pool.ts';

const BLOCK_BYTES = 1024 * 1024;

/**
 * A gzip file that threads compress: a member for every megabyte. Where a member ends depends on the text alone, so
 * equal texts give equal bytes however many threads there are.
 */
export class GzipOutput {
  readonly #file: number;
  readonly #queue: TaskQueue;
  #block = new Uint8Array(BLOCK_BYTES);
  #length = 0;
  #nextToSend = 0;
  #nextToWrite = 0;
  readonly #compressed = new Map<number, Uint8Array>();

  constructor(path: string, queue: TaskQueue) {
    this.#file = openSync(path, 'w');
    this.#queue = queue;
  }

  /** Appends a text; a promise is returned only when a thread has to be waited for. */
  append(text: Uint8Array): Promise<void> | undefined {
    if (this.#length + text.length <= BLOCK_BYTES) {
      this.#block.set(text, this.#length);
      this.#length += text.length;
      return undefined;
    }
    return this.#appendInParts(text);
  }

  appendText(text: string): Promise<void> | undefined {
    return this.append(Buffer.from(text));
  }

  /** Writes what is left; other outputs of the same queue go on. */
  async close(): Promise<void> {
    // An empty text is a gzip member as well.
    if (this.#length > 0 || this.#nextToSend === 0) await this.#send();
    await this.#queue.drain();
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  async #appendInParts(text: Uint8Array): Promise<void> {
    for (let at = 0; at < text.length;) {
      const part = text.subarray(at, at + BLOCK_BYTES - this.#length);
      this.#block.set(part, this.#length);
      this.#length += part.length;
      at += part.length;
      if (this.#length === BLOCK_BYTES) await this.#send();
    }
  }

  async #send(): Promise<void> {
    const bytes = this.#block.slice(0, this.#length);
    this.#length = 0;
    const number = this.#nextToSend;
    this.#nextToSend += 1;
    await this.#queue.add({ step: 'compress', bytes }, (report) => this.#take(number, report));
  }

  #take(number: number, { bytes }: ThreadReport): void {
    if (bytes === undefined) throw new Error('a thread compressed nothing');
    this.#compressed.set(number, bytes);
    for (
      let next = this.#compressed.get(this.#nextToWrite);
      next !== undefined;
      next = this.#compressed.get(this.#nextToWrite)
    ) {
      writeWhole(this.#file, next);
      this.#compressed.delete(this.#nextToWrite);
      this.#nextToWrite += 1;
    }
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
