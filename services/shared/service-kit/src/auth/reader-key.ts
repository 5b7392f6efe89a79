import { z } from 'zod';

/** The secret under which readers' ids are hashed, and what names other readers is sealed. */
export const ReaderKeySettings = z.object({
  READER_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
});
type ReaderKeySettings = z.infer<typeof ReaderKeySettings> & {
  readonly ENVIRONMENT: 'local' | 'dev' | 'prod';
};

/** Keeps nothing secret: on one's own machine there is nobody to keep it from. */
export const LOCAL_READER_KEY = 'for one machine only, where nobody else reads';

/** Refuses to go without a secret elsewhere than on one's own machine. */
export function refuseMissingReaderKey(
  settings: ReaderKeySettings,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (settings.READER_KEY === undefined && settings.ENVIRONMENT !== 'local') {
    const message = 'is needed: a secret of 32 characters or more, the same for all processes';
    context.addIssue({ code: 'custom', path: ['READER_KEY'], message });
  }
}

export function readerKeyOf({ READER_KEY }: { readonly READER_KEY?: string | undefined }): string {
  return READER_KEY ?? LOCAL_READER_KEY;
}
