import { open } from 'node:fs/promises';

const TAIL_BYTES = 4096;
const TAIL_LINES = 15;

/** The last lines of a file; empty when there is none. */
export async function tailOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const position = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      position,
    );
    return buffer
      .toString('utf8', 0, bytesRead)
      .trimEnd()
      .split('\n')
      .slice(-TAIL_LINES)
      .join('\n');
  } finally {
    await file.close();
  }
}
