import { packOffsets } from './offsets.ts';
import type { TextSource } from './ordered-documents.ts';
import { type TextCoder, trainCoder } from './symbol-training.ts';

/** A coder that suits all of these texts taken together. */
export function coderFor(sources: readonly TextSource[]): TextCoder {
  const count = sources.reduce((sum, source) => sum + source.count, 0);
  return trainCoder(count, (index) => {
    let rest = index;
    for (const { count: own, bytesAt } of sources) {
      if (rest < own) return bytesAt(rest);
      rest -= own;
    }
    throw new RangeError(`there is no text ${index} of ${count}`);
  });
}

/** Coded texts one after another, and where each begins, as sections of a segment. */
export function codeTexts(
  coder: TextCoder,
  { count, bytesAt }: TextSource,
): { readonly bytes: Uint8Array; readonly starts: Uint32Array } {
  let bytes = new Uint8Array(1024);
  let used = 0;
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < count; i += 1) {
    const text = bytesAt(i);
    if (used + 2 * text.length > bytes.length) {
      const larger = new Uint8Array(2 * (bytes.length + text.length));
      larger.set(bytes);
      bytes = larger;
    }
    used += coder.encode(text, bytes.subarray(used));
    starts[i + 1] = used;
  }
  return { bytes: bytes.slice(0, used), starts: packOffsets(starts) };
}
