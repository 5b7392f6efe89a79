/** A text in Unicode NFC, trimmed, every run of white space one blank. */
export function tidyText(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
