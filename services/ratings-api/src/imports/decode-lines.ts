const UTF8_MARK = [0xef, 0xbb, 0xbf];
const NEWLINE = 0x0a;
/** A line that is longer is decoded in parts. */
const LONGEST_LINE_BYTES = 1024 * 1024;

/**
 * The text of a file in UTF-8, UTF-16 or Windows-1252, also in a mixture of the first and the last, as spreadsheets and
 * old exports leave it: a line that is not UTF-8 is read as Windows-1252, which every byte is.
 */
export async function* decodeLines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let decode: ((bytes: Uint8Array, isLast: boolean) => string) | undefined;
  let rest = new Uint8Array();
  for await (const chunk of bytes) {
    rest = concat(rest, chunk);
    // Too little to tell an encoding by.
    if (decode === undefined && rest.length < 4) continue;
    decode ??= decoderFor(rest);
    const end =
      rest.lastIndexOf(NEWLINE) + 1 || (rest.length > LONGEST_LINE_BYTES ? rest.length : 0);
    if (end === 0) continue;
    yield decode(rest.subarray(0, end), false);
    rest = rest.slice(end);
  }
  decode ??= decoderFor(rest);
  yield decode(rest, true);
}

function decoderFor(start: Uint8Array): (bytes: Uint8Array, isLast: boolean) => string {
  const utf16 = utf16Of(start);
  if (utf16 !== undefined) {
    const decoder = new TextDecoder(utf16);
    return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
  }
  let isFirst = true;
  return (bytes) => {
    const hasMark = isFirst && UTF8_MARK.every((byte, at) => bytes[at] === byte);
    isFirst = false;
    return decodeUtf8OrWindows(hasMark ? bytes.subarray(UTF8_MARK.length) : bytes);
  };
}

/** By its mark, or by the zeros that Latin letters have in it. */
function utf16Of([first, second, third, fourth]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (second === 0 && fourth === 0 && first !== 0) return 'utf-16le';
  if (first === 0 && third === 0 && second !== 0) return 'utf-16be';
  return undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

function decodeUtf8OrWindows(bytes: Uint8Array): string {
  const whole = tryUtf8(bytes);
  if (whole !== undefined) return whole;
  let text = '';
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
    const line = bytes.subarray(from, end);
    text += tryUtf8(line) ?? windows1252.decode(line);
    from = end;
  }
  return text;
}

function tryUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
