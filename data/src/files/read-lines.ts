/**
 * The lines of a UTF-8 text in batches of whatever a chunk of it holds, without their ends (`\n` or `\r\n`) and
 * without a byte order mark. Other separators that Unicode knows stay in the line, since they may stand inside a
 * JSON string.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<readonly string[]> {
  const decoder = new TextDecoder('utf-8');
  let unfinished = '';
  for await (const chunk of bytes) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    lines[0] = unfinished + lines[0];
    unfinished = lines.pop() ?? '';
    yield lines.map(withoutCarriageReturn);
  }
  unfinished += decoder.decode();
  if (unfinished !== '') yield [withoutCarriageReturn(unfinished)];
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
